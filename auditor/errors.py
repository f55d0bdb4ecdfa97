"""One error tree; each error has a slug and facts, and reads as one clear sentence.

    DeadSoulsError
    ├── StorageError
    │   ├── SchemaTooNew · DatabaseUnreadable · DatabaseBusy · KeyUnusable
    │   ├── KeeperLost           the process that writes a live reading ended before its time
    │   ├── ForgottenMeanwhile   somebody was forgotten while a chat was measured
    │   └── UnknownAudit
    ├── SourceError
    │   ├── ExportUnreadable     the file is no export, or cannot be opened or read on
    │   ├── ChatNotChosen        a full-account export, and none or no one chat was named
    │   ├── ChatUnreachable      no such chat, or not for this account
    │   │   └── RequestRefused   Telegram answers a request with an error of its own, by its name
    │   ├── AnswerUnreadable     Telegram's answer cannot be understood: it is newer than this version, or malformed
    │   ├── TelegramRefused      the account cannot read: not signed in, signed out, wrong code
    │   └── AuditParked          reading has to wait; what was read is kept, and the same command goes on
    ├── UsageError               arguments that contradict one another or cannot be meant
    └── ReportUnwritable         the report's files cannot be written, or a report cannot be read

"Not enough data" is not an error; it is an outcome of a measure.
"""

from storage.errors import DeadSoulsError, StorageError
from storage.sentences import Sentence

__all__ = [
    "AnswerUnreadable",
    "AuditParked",
    "ChatNotChosen",
    "ChatUnreachable",
    "DeadSoulsError",
    "ExportUnreadable",
    "ReportUnwritable",
    "RequestRefused",
    "Sentence",
    "SourceError",
    "StorageError",
    "TelegramRefused",
    "UsageError",
]


class SourceError(DeadSoulsError):
    """What was to be audited cannot be read."""

    slug = "source"


class ExportUnreadable(SourceError):
    """The file is no export, or cannot be opened or read on; the sentence says where."""

    slug = "export-unreadable"


class ChatNotChosen(SourceError):
    """The export holds several chats (or none that fits), and the audit needs one."""

    slug = "chat-not-chosen"


class ChatUnreachable(SourceError):
    """There is no such chat, or this account may not read it; the sentence says what would help."""

    slug = "chat-unreachable"


class RequestRefused(ChatUnreachable):
    """Telegram answers one request with an error; `name` is the error's, "" where this version does not know it."""

    @property
    def name(self) -> str:
        """CHANNEL_PRIVATE, say."""
        return str(self.facts.get("name", ""))


class AnswerUnreadable(SourceError):
    """Telegram's answer cannot be understood. The fact `why` is `outdated` where it is newer than this version knows,
    `malformed` where it is nothing that was asked for."""

    slug = "answer-unreadable"


class TelegramRefused(SourceError):
    """The account cannot read: it is not signed in, or Telegram ended its session."""

    slug = "telegram-refused"


class AuditParked(SourceError):
    """Reading has to wait. What was read is kept, and the same command goes on from there."""

    slug = "audit-parked"


class UsageError(DeadSoulsError):
    """Arguments that contradict one another or cannot be meant."""

    slug = "usage"


class ReportUnwritable(DeadSoulsError):
    """The report's files cannot be written, or a stored report cannot be read."""

    slug = "report-unwritable"


class ExactRefused(DeadSoulsError):
    """Tables in exact figures are the operator's alone."""

    slug = "exact-refused"
