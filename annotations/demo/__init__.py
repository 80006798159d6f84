"""The essay and the demonstration seminar, as data, and their loader."""
