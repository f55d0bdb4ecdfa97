"""The audit: collect -> measure -> report, and the `deadsouls` command."""

from auditor.version import __version__

__all__ = ["__version__"]
