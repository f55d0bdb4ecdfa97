"""The Bot API of our own Telegram: an HTTP server on loopback that an unmodified python-telegram-bot talks to.

    http         requests and answers as they lie in the stream of bytes
    forms        the fields of a request: JSON, urlencoded, multipart
    markup       Telegram's HTML, and the entities of what people write
    faults       what goes wrong on purpose, and what Telegram refuses with
    shown        people and chats as the Bot API shows them
    chats        where the bot is in, whom it may speak to, what it is told
    forwarded    where a forwarded message comes from
    messages     what was said and shown, with every edit; taps on buttons
    files        what was uploaded
    updates      what waits for the bot, and how it fetches it
    webhook      how it is brought to the bot
    methods/     one function for each method of the Bot API
    person       somebody who talks with the bot: `Person`
    control      people by HTTP, for a terminal
    server       all of it together: `LocalBotApi`

The chats are those of the local MTProto Telegram (`tests.telegram.server`). Nothing here ever leaves this machine.
"""
