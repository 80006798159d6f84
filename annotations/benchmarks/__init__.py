"""What the commands that measure seed and time, and the baseline that anchoring is held against."""
