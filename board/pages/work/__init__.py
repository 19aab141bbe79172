"""What waits for somebody, by kind of record: each reading gives sentences for the home page."""
