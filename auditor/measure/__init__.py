"""Pure: frames in, findings out. No IO, no clock, no asyncio, no randomness without a seed."""
