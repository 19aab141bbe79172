"""The check for leaks: every page, as every role, looked through for what is not theirs to see."""
