"""Findings -> things people open. Knows nothing but the finished report."""
