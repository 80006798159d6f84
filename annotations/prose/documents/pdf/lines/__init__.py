"""The lines of pages: their order, what of them is text, and how the text is laid out."""
