"""PDF files with a text layer as essays: from characters to lines, from lines to blocks."""
