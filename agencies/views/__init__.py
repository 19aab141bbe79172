"""The pages of signing in: the door, the second factor, one's own account."""
