"""When a watched chat is due, and what is new in it. Pure."""
