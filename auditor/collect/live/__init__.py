"""A Telegram account reads a chat: nothing is written to Telegram but sign-in, and joining and leaving on demand.

session (who reads) -> target (what was typed) -> place (which chat that is, and what can be seen there) -> walk (page
by page) -> convert (Telethon's types end there). All waiting is in `pace`; what may be asked at all is in `methods`.
"""
