"""A format that comes into the house as one file: what CONTRIBUTING says of a new source, followed by its words."""
