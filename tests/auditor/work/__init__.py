"""The room that reads and measures without a bot."""
