"""Claims made by an essay: what attacks and supports each, whether it withstands that, the board
and the agenda."""
