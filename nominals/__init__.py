"""The people who are managed: identity, categories and levels, orders, risk and plan."""
