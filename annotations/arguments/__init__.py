"""Claims, what attacks and supports them, and where they stand."""
