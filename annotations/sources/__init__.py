"""The works that annotations cite: parsing what somebody pasted, and formatting citations."""
