"""Groups that read together: readings, members, policies."""
