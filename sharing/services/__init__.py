"""Opening a case to one person for a while, by the cause that opens it."""
