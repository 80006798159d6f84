"""What has changed since a reader looked."""
