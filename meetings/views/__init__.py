"""The pages and steps of a panel, in the order of its five acts."""
