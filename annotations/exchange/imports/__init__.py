"""Annotations that come from elsewhere: read from a file, looked at first, brought in at once."""
