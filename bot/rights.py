"""People's rights: what is kept, what is held about whoever asks, how they came to a chat, and its deletion."""

from html import escape

from bot import answers
from bot.answers import Answer
from bot.commands import Talk, command
