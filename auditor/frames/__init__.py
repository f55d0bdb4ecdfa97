"""Columns as they are stored -> typed frames that the measures share."""
