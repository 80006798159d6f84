"""Invitation links: making, mailing, accepting and revoking them."""
