"""The GOV.UK and MoJ design systems, the Django side; knows nothing of MAPPA."""
