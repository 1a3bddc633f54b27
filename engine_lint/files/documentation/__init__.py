"""Documentation: the Python code blocks of a page, and edits of a block as edits of the page."""
