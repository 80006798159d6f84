"""A reading's annotations as files: to process, to read, and as a map of its argument."""
