"""Jupyter notebooks: their cells as Python, and edits of a cell as edits of the JSON that holds it."""
