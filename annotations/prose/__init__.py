"""Texts: Markdown parsed into paragraphs, plain text, safe HTML, normalisation. Pure: no Django."""
