"""The version of this program; what is written bears it."""

__version__ = "0.1.0"
