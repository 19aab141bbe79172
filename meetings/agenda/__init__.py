"""Proposing an agenda: what the packer is given for a panel, and what is made of its answer."""
