"""Steps, decisions, flags, and the queue in the admin site."""
