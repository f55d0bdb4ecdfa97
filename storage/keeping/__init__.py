"""Pages of a live reading, kept by a process of its own."""
