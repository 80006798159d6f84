"""BibTeX and biblatex, read and written."""
