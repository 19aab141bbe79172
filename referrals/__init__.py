"""Referral to Level 2 or 3, and its screening."""
