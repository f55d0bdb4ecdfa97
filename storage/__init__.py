"""Remembers: pseudonymous rows, one observation of a chat at a time. The ground floor."""
