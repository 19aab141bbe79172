"""The management commands of the oversight app."""
