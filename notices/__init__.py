"""Messages out: the in-app inbox, the outbox, and the ledger that makes each go once."""
