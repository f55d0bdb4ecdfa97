"""Numbered steps from one schema to the next, forward only; each runs in a transaction of its own."""
