"""What the pages of the sharing app show, by the act they are about."""
