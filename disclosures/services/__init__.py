"""What is done in the disclosure register."""
