"""What is done to people's accounts from a terminal."""
