"""`/start`: greets, and offers to choose a chat by a button."""

from telegram import KeyboardButton, KeyboardButtonRequestChat, ReplyKeyboardMarkup
from telegram.constants import ParseMode

from bot.talk import Command, Talk
from bot.telling import answers

REQUEST_GROUP, REQUEST_CHANNEL = 1, 2


async def start(talk: Talk, _: str) -> None:
    """Greets, and offers to choose a chat by a button."""
    answer = answers.hello(talk.words)
    if not talk.private:
        await talk.say(answer)
        return
    chooser = ReplyKeyboardMarkup(
        [
            [
                KeyboardButton(
                    talk.words.text("Choose a group"),
                    request_chat=KeyboardButtonRequestChat(REQUEST_GROUP, False, request_username=True),
                ),
                KeyboardButton(
                    talk.words.text("Choose a channel"),
                    request_chat=KeyboardButtonRequestChat(REQUEST_CHANNEL, True, request_username=True),
                ),
            ]
        ],
        resize_keyboard=True,
    )
    await talk.message.reply_text(answer.html, parse_mode=ParseMode.HTML, reply_markup=chooser)


START = Command("start", start, who="everybody")
