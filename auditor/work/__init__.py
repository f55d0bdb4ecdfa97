"""Reads and measures what the queue asks for, in whatever process, without a bot.

workplace.py      what every worker here needs
reading.py        a worker for each reading account, one more for exports
pool.py           processes that measure and draw
apart.py          long work in a process of its own, which tells how far it is and can be stopped
denials.py        chats that are never audited
sealed_upload.py  an export as it rests until it is audited
faults.py         what nobody foresaw, as it is logged
"""
