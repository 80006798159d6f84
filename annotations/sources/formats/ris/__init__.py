"""RIS, read and written."""
