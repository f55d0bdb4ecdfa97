"""The companion: talks with people in Telegram, runs queue, schedule and watches.

The room is laid and its walls are checked (`import-linter`); nothing lives in it yet.
"""
