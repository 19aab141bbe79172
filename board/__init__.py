"""Reads across everything: what needs doing today, the board's figures, the annual return."""
