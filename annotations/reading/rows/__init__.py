"""The rows of a reading page: each block with its text, its counts and its words."""
