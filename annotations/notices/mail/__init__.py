"""What mails with notices say, and sending them."""
