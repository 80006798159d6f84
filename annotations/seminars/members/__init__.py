"""The members' page: joining, leaving, roles, and inviting others."""
