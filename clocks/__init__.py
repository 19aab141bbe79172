"""Time limits: rules that an area can change, with their sources, and working days."""
