"""The formats in which works are read and written, one folder each."""
