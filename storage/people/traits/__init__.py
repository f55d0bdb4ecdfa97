"""What is kept of an id, a name, a text once they themselves are dropped. Pure."""
