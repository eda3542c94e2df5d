"""The brief: the report on the report, read once, written as Markdown, HTML or DOCX, and tried again later."""
