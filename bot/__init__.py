"""Talks with people in Telegram; runs the queue of audits.

__main__.py   `deadsouls-bot`: the door
service.py    one loop: bot, workers, messenger; SIGTERM drains it
companion.py  what all of them share
access.py     PURE: who may ask for what
targets.py    what was typed, forwarded or shared -> which chat is meant
commands.py   a short function a command; buttons.py, uploads.py likewise
rights.py     what people may ask about themselves; arrivals.py: who comes and goes, as it happens
answers.py    PURE: reports and states -> what is said; sentences in English, catalogues in auditor/languages
messenger.py  one message for one asking, edited as the audit goes, then the answer
worker.py     one for each reading account; rendering.py: measuring and drawing, in processes of their own
watches/      chats that are audited again and again: schedule, what came of it, and who is told
"""
