"""People, chats and messages as Telegram's own objects, the way an account of ours is shown them."""
