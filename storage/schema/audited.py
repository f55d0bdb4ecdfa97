"""What was read of chats, and what audits made of it."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from storage.schema.metadata import METADATA, key

chats = Table(
    "chats",
    METADATA,
    Column("chat", Integer, primary_key=True),
    Column("identity", Text, nullable=False, unique=True),
    Column("telegram_id", Integer),
    Column("title", Text, nullable=False),
    Column("username", Text),
    Column("kind", Text, nullable=False),
)

observations = Table(
    "observations",
    METADATA,
    Column("observation", Integer, primary_key=True),
    Column("chat", Integer, ForeignKey("chats.chat"), nullable=False),
    Column("source", Text, nullable=False),
    Column("collected_at", Integer, nullable=False),
    Column("coverage", Text, nullable=False),
    Column("texts_rest", Integer, nullable=False),
    Column("rows_rest", Integer, nullable=False),
    Column("marks", Text),
    Column("seal", LargeBinary),
    Index("observations_of_chat", "chat", "observation"),
    sqlite_autoincrement=True,
)

messages = Table(
    "messages",
    METADATA,
    key("chat"),
    key("id"),
    key("ordinal"),
    key("since"),
    Column("until", Integer),
    Column("at", Integer),
    Column("person", Integer),
    Column("kind", Text, nullable=False),
    Column("reply_to", Integer),
    Column("origin", Integer),
    Column("length", Integer, nullable=False),
    Column("exact", Integer),
    Column("words_total", Integer, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("traits", Integer, nullable=False),
    Column("link", Integer),
    Column("mentions", Integer),
    Column("emoji", Integer),
    Column("hashtags", Integer),
    sqlite_with_rowid=False,
)

texts = Table(
    "texts",
    METADATA,
    key("observation"),
    key("id"),
    key("ordinal"),
    Column("text", Text, nullable=False),
    sqlite_with_rowid=False,
    schema="texts",
)
"""In a file of its own, which every connection attaches; a text belongs to the version of its message that the
observation began."""

arrivals = Table(
    "arrivals",
    METADATA,
    key("chat"),
    Column("source", Text, primary_key=True, nullable=False),
    key("id"),
    key("ordinal"),
    key("position"),
    key("since"),
    Column("until", Integer),
    Column("at", Integer),
    Column("kind", Text, nullable=False),
    Column("person", Integer),
    Column("adder", Integer),
    sqlite_with_rowid=False,
)

leaves = Table(
    "leaves",
    METADATA,
    key("chat"),
    Column("source", Text, primary_key=True, nullable=False),
    key("id"),
    key("ordinal"),
    key("position"),
    key("since"),
    Column("until", Integer),
    Column("at", Integer),
    Column("person", Integer),
    Column("by_self", Integer, nullable=False),
    sqlite_with_rowid=False,
)

members = Table(
    "members",
    METADATA,
    key("chat"),
    key("person"),
    key("since"),
    Column("last", Integer, nullable=False),
    Column("listed", Integer, nullable=False),
    Column("role", Text, nullable=False),
    Column("joined_at", Integer),
    Column("adder", Integer),
    Column("bot", Integer, nullable=False),
    Column("deleted", Integer, nullable=False),
    Column("blank", Integer, nullable=False),
    Column("flagged", Integer, nullable=False),
    Column("seen", Text, nullable=False),
    Column("seen_month", Integer),
    Column("by_me", Integer, nullable=False),
    Column("age_from", Integer),
    Column("age_to", Integer),
    Column("age_table", Integer, nullable=False),
    Column("photo", Integer, nullable=False, server_default="-1"),
    Column("friends", Integer, nullable=False, server_default="-1"),
    Column("followers", Integer, nullable=False, server_default="-1"),
    sqlite_with_rowid=False,
)

posts = Table(
    "posts",
    METADATA,
    key("chat"),
    key("id"),
    key("since"),
    Column("last", Integer, nullable=False),
    Column("at", Integer, nullable=False),
    Column("views", Integer, nullable=False),
    Column("forwards", Integer, nullable=False),
    Column("reactions", Integer, nullable=False),
    Column("comments", Integer, nullable=False),
    sqlite_with_rowid=False,
)

accesses = Table(
    "accesses",
    METADATA,
    Column("chat", Integer, ForeignKey("chats.chat"), primary_key=True, nullable=False, autoincrement=False),
    key("account"),
    Column("hash", Integer, nullable=False),
    sqlite_with_rowid=False,
)

names = Table(
    "names",
    METADATA,
    key("chat"),
    key("person"),
    key("name"),
    Column("since", Integer, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("script", Text, nullable=False),
    Column("digits", Integer, nullable=False),
    Column("traits", Integer, nullable=False),
    Index("names_by_name", "chat", "name"),
    sqlite_with_rowid=False,
)

audits = Table(
    "audits",
    METADATA,
    Column("audit", Integer, primary_key=True),
    Column("chat", Integer, ForeignKey("chats.chat"), nullable=False),
    Column("observation", Integer, ForeignKey("observations.observation"), nullable=False),
    Column("identity", Text, nullable=False),
    Column("arguments", Text, nullable=False),
    Column("as_of", Integer),
    Column("made_at", Integer, nullable=False),
    Column("report", LargeBinary, nullable=False),
    Column("seal", LargeBinary),
    Index("audits_of_chat", "chat", "audit"),
    sqlite_autoincrement=True,
)

updates = Table(
    "updates",
    METADATA,
    key("chat"),
    key("at"),
    key("person"),
    Column("kind", Text, primary_key=True, nullable=False),
    Column("adder", Integer),
    Column("heard_at", Integer, nullable=False),
    sqlite_with_rowid=False,
)

listening = Table(
    "listening",
    METADATA,
    Column("chat", Integer, ForeignKey("chats.chat"), primary_key=True, nullable=False, autoincrement=False),
    key("since"),
    Column("until", Integer, nullable=False),
    Column("open", Integer, nullable=False),
    sqlite_with_rowid=False,
)

erasures = Table("erasures", METADATA, key("person"))

traces = Table("traces", METADATA, Column("file", Text, primary_key=True, nullable=False), sqlite_with_rowid=False)

key_mark = Table(
    "key_mark", METADATA, Column("mark", LargeBinary, primary_key=True, nullable=False), sqlite_with_rowid=False
)

VERSIONED = (messages, arrivals, leaves)
"""Tables whose rows are versions, valid from `since` up to `until`."""

RUNS = (members, posts)
"""Tables whose rows stand for the live observations in a row, from `since` to `last`, that showed just this."""
