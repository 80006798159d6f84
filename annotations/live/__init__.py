"""What is new in a reading since a reader last looked."""
