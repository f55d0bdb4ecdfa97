"""A file a command of `deadsouls`."""
