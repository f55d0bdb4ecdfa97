"""Watched chats: audited again and again, and who watches is told what changed.

watch_words.py    PURE: what was typed -> what is wanted (the commands are in bot/commands/watch.py)
schedule.py       what is due is asked for, once, through restarts and changes of the clock
outcomes.py       what came of it: a reading laid against the one before, or a chat that could not be read
bursts.py         PURE: what is unusual as it happens
alarms.py         tells, once, and not at night; naming.py: who adds, for the chat's own admins
watch_answers.py  PURE: all this -> what is said
"""
