"""The management commands of the board app."""
