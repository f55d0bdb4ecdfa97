"""Talks with people in Telegram, and asks the queue of audits.

__main__.py   `deadsouls-bot`: the door
service.py    one loop: bot, workers, messenger; SIGTERM drains it
companion.py  what all of them share: a workplace (`auditor/work`) that people talk to
access.py     PURE: who may ask for what
talk.py       who speaks, where, in which language; what a command is
commands/     a file a command
handling.py   handlers, menus, taps: made of the commands
asking.py     a chat into the queue; reports.py: audits that are there; denials.py: which chat is denied
hearing/      what people send and what Telegram tells, kept until it is answered
telling/      answers.py, PURE: reports and states -> what is said; messenger.py: one message for one asking, edited as
              the audit goes, then the answer
watches/      chats that are audited again and again: schedule, what came of it, and who is told
"""
