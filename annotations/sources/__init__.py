"""Works and how they are cited: understanding and formatting."""
