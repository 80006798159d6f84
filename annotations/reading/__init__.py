"""The reading page: composes what the other rooms offer."""
