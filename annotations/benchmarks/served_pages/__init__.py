"""What pages and posts cost under the server of real use, beside the smallest Django view."""
