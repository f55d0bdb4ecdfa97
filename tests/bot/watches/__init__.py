"""The companion over the real HTTP wire, in front of a local Telegram."""
