"""The disclosure register: who outside the panel is told what, by whom, and what comes of it."""
