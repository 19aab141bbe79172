"""What the pages of the board show."""
