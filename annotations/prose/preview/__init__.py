"""What can be changed about a text in its preview, and what looks wrong there."""
