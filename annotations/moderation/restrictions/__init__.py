"""What restricts single members: flags a day, and muting."""
