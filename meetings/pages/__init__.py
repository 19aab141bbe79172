"""What the pages show, in the order of the five acts."""
