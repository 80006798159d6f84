"""What members are called in a seminar, and how they choose it."""
