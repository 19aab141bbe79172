"""Cases drawn at random for an auditor: from which, with which papers, and the pages of it."""
