"""The only rooms that know a foreign format: each turns it into records."""
