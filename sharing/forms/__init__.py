"""What the pages of the sharing app ask, by the act they are about."""
