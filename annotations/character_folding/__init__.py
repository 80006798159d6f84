"""What is left out where texts are compared: accents, case, and what nobody sees."""
