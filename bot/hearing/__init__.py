"""What the bot hears: updates, uploads, arrivals."""
