"""Tables as people export them: text and workbooks, and what stands in their columns."""
