"""What was done and what was read: an append-only trail."""
