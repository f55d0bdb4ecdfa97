"""What the companion keeps of those who ask: jobs, askings, talkers, watches, alerts."""

from sqlalchemy import REAL, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from storage.schema.metadata import METADATA, key

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
    Column("turn", Integer, nullable=False, default=1),
    Index("jobs_by_state", "state", "not_before"),
    Index("jobs_by_turn", "state", "account", "turn", "job"),
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
    Column("due", Integer, nullable=False, default=0),
    Column("told_at", Integer),
    Column("topic", Integer),
    UniqueConstraint("room", "request"),
    Index("askings_of_job", "job"),
    Index("askings_of_asker", "asker", "asked_at"),
    Index("askings_of_card", "card"),
    Index("askings_by_state", "state", "due", "told_at"),
    sqlite_autoincrement=True,
)

visits = Table(
    "visits",
    METADATA,
    key("account"),
    Column("target", Text, primary_key=True, nullable=False),
    Column("chat", Integer, ForeignKey("chats.chat")),
    Column("since", Integer, nullable=False),
    sqlite_with_rowid=False,
)

spent = Table(
    "spent",
    METADATA,
    key("person"),
    key("at"),
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
    Column("jitter", Integer, nullable=False, default=-1),
    Column("topic", Integer),
    UniqueConstraint("room", "target"),
    Index("watches_due", "due_at"),
    Index("watches_of_chat", "chat"),
    Index("watches_by_target", "target"),
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
    Column("topic", Integer),
    UniqueConstraint("room", "key"),
    Index("alerts_by_state", "state", "not_before"),
    Index("alerts_of_chat", "chat", "kind"),
    sqlite_autoincrement=True,
)

reachability = Table(
    "reachability",
    METADATA,
    Column("chat", Integer, ForeignKey("chats.chat"), primary_key=True, nullable=False, autoincrement=False),
    key("at"),
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
