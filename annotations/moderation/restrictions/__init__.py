"""What moderation restricts by itself: flags a day, and who is muted."""
