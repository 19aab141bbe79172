"""Proof that confidentiality holds: who has looked, what leaked, what was out of step."""
