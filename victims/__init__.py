"""Victims and people at risk: what is narrower than the case that they belong to."""
