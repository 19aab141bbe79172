"""The second half of docs/access-matrix.md: every way out of the product, read from its code."""
