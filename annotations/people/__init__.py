"""The user, accounts, and everything that is mine."""
