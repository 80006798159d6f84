"""Creating a seminar, from a text or as a copy of another seminar."""
