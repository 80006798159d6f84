"""The agenda: what a seminar should discuss when it meets."""
