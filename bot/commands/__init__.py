"""A command of the bot is a file: what it does, for whom, where it is offered, and what the buttons under its answers
do.

A new one is a file here and its place in `every.py`.
"""
