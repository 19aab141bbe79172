"""Panels: planned, convened, held, written down and followed up."""
