"""Areas, agencies, people and their appointments."""
