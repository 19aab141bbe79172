"""A page turned into an accessible, marked document; knows nothing of MAPPA."""
