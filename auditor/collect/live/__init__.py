"""A Telegram account reads a chat: nothing is written to Telegram but sign-in, and joining and leaving on demand.

session (who reads) -> target (what was typed) -> place (which chat that is, and what can be seen there) -> walk (the
way through it) -> pages (one after the other, around what cannot be read). These ask an interface (`telegram`), which
`requests` answers with Telethon: `convert` makes records of its types, `faults` makes errors of ours of whatever it
raises. All waiting is in `pace`; what may be asked at all is in `methods`.
"""
