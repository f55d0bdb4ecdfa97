"""The chats that were audited, each known by its place among Telegram's peers."""

from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Row

from storage import schema
from storage.records import Chat
from storage.store import Connection, Store, fetch_all

UPLOAD = "upload:"
FILE = "file:"


def identity_of(chat: Chat) -> str:
    """What makes two sources speak of the same chat: its id among groups or among channels, else its title. What was
    uploaded speaks of no other's, nor does a table or a data set."""
    if chat.upload:
        return f"{UPLOAD}{chat.upload}"
    if chat.file:
        return f"{FILE}{chat.file}"
    space = "group" if chat.kind == "basic-group" else "channel"
    return f"{space}:{chat.telegram_id}" if chat.telegram_id is not None else f"{space}:title:{chat.title}"


def chat_of_row(row: Row[Any]) -> Chat:
    """The chat of a row of the table."""
    upload = row.identity.removeprefix(UPLOAD) if row.identity.startswith(UPLOAD) else ""
    file = row.identity.removeprefix(FILE) if row.identity.startswith(FILE) else ""
    return Chat(row.title, row.kind, row.telegram_id, row.username, upload, file)


async def find_or_add(connection: Connection, chat: Chat, *, has_usernames: bool = True) -> int:
    """The row of `chat`, made at first sight, its title and username as last shown. Of a source that has no usernames
    (an export) nothing is learned about the username."""
    table = schema.chats
    shown = {"title": chat.title, "kind": chat.kind, "username": chat.username, "telegram_id": chat.telegram_id}
    row = await connection.scalar(select(table.c.chat).where(table.c.identity == identity_of(chat)))
    if row is not None:
        known = shown if has_usernames else {name: value for name, value in shown.items() if name != "username"}
        await connection.execute(update(table).where(table.c.chat == row).values(known))
        return int(row)
    added = await connection.execute(insert(table).values(identity=identity_of(chat), **shown))
    return int(added.inserted_primary_key[0])  # type: ignore[index]


async def find(connection: Connection, telegram_id: int) -> int | None:
    """The row of a supergroup or channel that was seen before."""
    table = schema.chats
    known = table.c.telegram_id == telegram_id, table.c.kind != "basic-group"
    return await connection.scalar(select(table.c.chat).where(*known))


async def called(connection: Connection, *, username: str = "", telegram_id: int = 0) -> list[tuple[int, Chat]]:
    """The chats that were seen under a username or an id, with their rows; the one seen first last. A username can
    have been another chat's before."""
    table = schema.chats
    meant = func.lower(table.c.username) == username.lower() if username else table.c.telegram_id == telegram_id
    rows = await fetch_all(connection, select(table).where(meant).order_by(table.c.chat.desc()))
    return [(row.chat, chat_of_row(row)) for row in rows]


async def every(store: Store) -> list[Chat]:
    """The chats that were audited here, those that somebody uploaded left out."""
    table = schema.chats
    async with store.reading() as connection:
        rows = await fetch_all(connection, select(table).where(table.c.identity.not_like(f"{UPLOAD}%")))
    return [chat_of_row(row) for row in rows]


async def access_hash(connection: Connection, chat: int, account: int) -> int | None:
    """By what hash a reading account, known by its pseudonym, may speak of a chat."""
    table = schema.accesses
    return await connection.scalar(select(table.c.hash).where(table.c.chat == chat, table.c.account == account))


async def keep_access_hash(connection: Connection, chat: int, account: int, value: int) -> None:
    """Keeps it for the next reading; it is good for that account alone."""
    values = {"chat": chat, "account": account, "hash": value}
    await connection.put(schema.accesses, values, key=["chat", "account"], known={"hash": value})


async def fetch(connection: Connection, row: int) -> Chat | None:
    """The chat of a row."""
    found = (await connection.execute(select(schema.chats).where(schema.chats.c.chat == row))).first()
    return None if found is None else chat_of_row(found)
