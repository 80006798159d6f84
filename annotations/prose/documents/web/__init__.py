"""Web pages and chapters of books, repaired so that pandoc reads them as a browser shows them."""
