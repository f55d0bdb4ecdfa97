"""Seeded synthetic chats whose truth is known, and Telegram Desktop exports of them."""
