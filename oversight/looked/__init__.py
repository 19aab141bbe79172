"""Who has looked at what: a nominal's readers, a return's, and what one has read oneself."""
