"""What is done with a panel, in the order of its five acts."""
