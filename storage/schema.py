"""The tables as SQLAlchemy knows them; their meaning is in `migrations/`, and a test keeps the two the same."""

from sqlalchemy import REAL, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

METADATA = MetaData()


def _key(name: str) -> Column[int]:
    return Column(name, Integer, primary_key=True, nullable=False, autoincrement=False)


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
    Index("observations_of_chat", "chat", "observation"),
    sqlite_autoincrement=True,
)

messages = Table(
    "messages",
    METADATA,
    _key("chat"),
    _key("id"),
    _key("ordinal"),
    _key("since"),
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
    Column("text", Text),
    sqlite_with_rowid=False,
)

arrivals = Table(
    "arrivals",
    METADATA,
    _key("chat"),
    Column("source", Text, primary_key=True, nullable=False),
    _key("id"),
    _key("ordinal"),
    _key("position"),
    _key("since"),
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
    _key("chat"),
    Column("source", Text, primary_key=True, nullable=False),
    _key("id"),
    _key("ordinal"),
    _key("position"),
    _key("since"),
    Column("until", Integer),
    Column("at", Integer),
    Column("person", Integer),
    Column("by_self", Integer, nullable=False),
    sqlite_with_rowid=False,
)

members = Table(
    "members",
    METADATA,
    _key("chat"),
    _key("person"),
    _key("since"),
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
    sqlite_with_rowid=False,
)

posts = Table(
    "posts",
    METADATA,
    _key("chat"),
    _key("id"),
    _key("since"),
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
    _key("account"),
    Column("hash", Integer, nullable=False),
    sqlite_with_rowid=False,
)

names = Table(
    "names",
    METADATA,
    _key("chat"),
    _key("person"),
    _key("name"),
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
    Index("audits_of_chat", "chat", "audit"),
    sqlite_autoincrement=True,
)

updates = Table(
    "updates",
    METADATA,
    _key("chat"),
    _key("at"),
    _key("person"),
    Column("kind", Text, primary_key=True, nullable=False),
    Column("adder", Integer),
    Column("heard_at", Integer, nullable=False),
    sqlite_with_rowid=False,
)

listening = Table(
    "listening",
    METADATA,
    Column("chat", Integer, ForeignKey("chats.chat"), primary_key=True, nullable=False, autoincrement=False),
    _key("since"),
    Column("until", Integer, nullable=False),
    Column("open", Integer, nullable=False),
    sqlite_with_rowid=False,
)

erasures = Table("erasures", METADATA, _key("person"))

jobs = Table(
    "jobs",
    METADATA,
    Column("job", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("chat", Integer, ForeignKey("chats.chat")),
    Column("account", Integer, nullable=False),
    Column("may_join", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Integer, nullable=False),
    Column("heartbeat", Integer),
    Column("stage", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer),
    Column("asked_at", Integer, nullable=False),
    Column("ended_at", Integer),
    Column("audit", Integer, ForeignKey("audits.audit")),
    Column("slug", Text, nullable=False),
    Column("sentence", Text, nullable=False),
    Index("jobs_by_state", "state", "not_before"),
    sqlite_autoincrement=True,
)

askings = Table(
    "askings",
    METADATA,
    Column("asking", Integer, primary_key=True),
    Column("job", Integer, ForeignKey("jobs.job"), nullable=False),
    Column("asker", Integer, nullable=False),
    Column("room", Integer, nullable=False),
    Column("request", Integer, nullable=False),
    Column("message", Integer),
    Column("language", Text, nullable=False),
    Column("asked_at", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("card", Text, nullable=False, default=""),
    UniqueConstraint("room", "request"),
    Index("askings_of_job", "job"),
    Index("askings_of_asker", "asker", "asked_at"),
    Index("askings_of_card", "card"),
    sqlite_autoincrement=True,
)

visits = Table(
    "visits",
    METADATA,
    _key("account"),
    Column("target", Text, primary_key=True, nullable=False),
    Column("chat", Integer, ForeignKey("chats.chat")),
    Column("since", Integer, nullable=False),
    sqlite_with_rowid=False,
)

spent = Table(
    "spent",
    METADATA,
    _key("person"),
    _key("at"),
    Column("audits", Integer, nullable=False),
    sqlite_with_rowid=False,
)

talkers = Table(
    "talkers",
    METADATA,
    Column("person", Integer, primary_key=True),
    Column("language", Text),
    Column("role", Text, nullable=False),
    Column("granted_at", Integer),
    Column("last_at", Integer, nullable=False),
)

denied_chats = Table(
    "denied_chats",
    METADATA,
    Column("identity", Text, primary_key=True, nullable=False),
    Column("denied_at", Integer, nullable=False),
)

decisions = Table(
    "decisions",
    METADATA,
    Column("decision", Integer, primary_key=True),
    Column("at", Integer, nullable=False),
    Column("person", Integer, nullable=False),
    Column("command", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    sqlite_autoincrement=True,
)

watches = Table(
    "watches",
    METADATA,
    Column("watch", Integer, primary_key=True),
    Column("target", Text, nullable=False),
    Column("chat", Integer, ForeignKey("chats.chat")),
    Column("asker", Integer, nullable=False),
    Column("room", Integer, nullable=False),
    Column("language", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("named", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("may_join", Integer, nullable=False),
    Column("effect", REAL),
    Column("signs", Text, nullable=False),
    Column("quiet", Text, nullable=False),
    Column("digest", Integer),
    Column("made_at", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", Integer, nullable=False),
    Column("audit", Integer, ForeignKey("audits.audit")),
    Column("marks", Text, nullable=False),
    UniqueConstraint("room", "target"),
    Index("watches_due", "due_at"),
    Index("watches_of_chat", "chat"),
    sqlite_autoincrement=True,
)

runs = Table(
    "runs",
    METADATA,
    Column("run", Integer, primary_key=True),
    Column("watch", Integer, ForeignKey("watches.watch", ondelete="CASCADE"), nullable=False),
    Column("due_at", Integer, nullable=False),
    Column("began_at", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("slug", Text, nullable=False),
    Column("audit", Integer, ForeignKey("audits.audit")),
    UniqueConstraint("watch", "due_at"),
    Index("runs_by_state", "state"),
    sqlite_autoincrement=True,
)

alerts = Table(
    "alerts",
    METADATA,
    Column("alert", Integer, primary_key=True),
    Column("room", Integer, nullable=False),
    Column("asker", Integer, nullable=False),
    Column("language", Text, nullable=False),
    Column("chat", Integer, ForeignKey("chats.chat")),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("made_at", Integer, nullable=False),
    Column("until", Integer, nullable=False),
    Column("not_before", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("message", Integer),
    Column("audit", Integer, ForeignKey("audits.audit")),
    Column("adder", Integer),
    Column("facts", Text, nullable=False),
    UniqueConstraint("room", "key"),
    Index("alerts_by_state", "state", "not_before"),
    Index("alerts_of_chat", "chat", "kind"),
    sqlite_autoincrement=True,
)

reachability = Table(
    "reachability",
    METADATA,
    Column("chat", Integer, ForeignKey("chats.chat"), primary_key=True, nullable=False, autoincrement=False),
    _key("at"),
    Column("state", Text, nullable=False),
    Column("last_at", Integer),
    Column("reason", Text, nullable=False),
    sqlite_with_rowid=False,
)

inbox = Table(
    "inbox",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("at", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

VERSIONED = (messages, arrivals, leaves)
"""Tables whose rows are versions, valid from `since` up to `until`."""

RUNS = (members, posts)
"""Tables whose rows stand for the live observations in a row, from `since` to `last`, that showed just this."""
