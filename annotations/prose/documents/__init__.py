"""Uploaded files (HTML, DOCX, EPUB, plain text) as Markdown. Pure: bytes in, text out."""
