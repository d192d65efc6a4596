"""What is handed over: map page, summary, table, web map."""
