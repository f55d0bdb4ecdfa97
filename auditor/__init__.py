"""The audit: collect -> measure -> report, and the `deadsouls` command."""

__version__ = "0.1.0"
