"""The settings page: a seminar's name, policies and share link."""
