"""The import sheet: what was found in files, what would be made of it, and where it would land."""
