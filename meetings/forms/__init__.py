"""What people fill in, in the order of the five acts."""
