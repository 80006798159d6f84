"""Accounts: the user model, user names, signing up and in."""
