"""The settings: one base, and what a demonstration, production and the tests each add to it."""
