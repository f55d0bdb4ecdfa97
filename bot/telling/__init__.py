"""What the bot says, and how it is sent."""
