"""A Telegram of our own on loopback: an MTProto 2.0 server that an unmodified Telethon client talks to.

    transport    how packets lie in the stream of bytes
    handshake    how client and server come to a shared key
    encrypted    messages under that key: ids, containers, acknowledgements, answers
    dispatch     the handler for each request
    faults       what goes wrong on purpose
    accounts     who may sign in, and whose key is whose
    world        the chats as each account may see them
    shown/       people, chats and messages as Telegram's own objects
    handlers/    the answers, by theme
    server       all of it together: `LocalTelegram`

The chats themselves come from `tests.worlds.live`. Nothing here ever leaves this machine.
"""
