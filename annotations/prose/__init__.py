"""A text cut into paragraphs, safe Markdown, normalisation. Pure."""
