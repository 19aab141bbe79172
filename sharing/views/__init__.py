"""The pages of the sharing app, by the act they are about."""
