"""A new text under living annotations: where each of them stands in it, and going back."""
