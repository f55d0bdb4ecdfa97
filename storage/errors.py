"""The root of the error tree, and the branch of what is kept.

The whole tree is drawn in `auditor/errors.py`; its root lives here because the ground floor imports
nothing above it.
"""

from storage.sentences import Sentence


class DeadSoulsError(Exception):
    """Something a person can understand and act on went wrong.

    `sentence` says it in one clear sentence: its English with `{names}`, and the `facts` that stand there (further
    facts are for programs); `str` is the English. `slug` names the kind for the bot, logs and documentation.
    """

    slug = "error"

    def __init__(self, sentence: str | Sentence, /, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = Sentence(sentence, **facts) if isinstance(sentence, str) else sentence
        self.facts: dict[str, object] = {**self.sentence.facts, **facts}

    def __str__(self) -> str:
        return str(self.sentence)


class StorageError(DeadSoulsError):
    """The database or the key cannot be used."""

    slug = "storage"


class SchemaTooNew(StorageError):
    """The database was written by a newer version of the program."""

    slug = "schema-too-new"


class DatabaseUnreadable(StorageError):
    """The database file is damaged, or no database, or may not be opened."""

    slug = "database-unreadable"


class DatabaseBusy(StorageError):
    """Another process held the database for longer than this one may wait."""

    slug = "database-busy"


class KeeperLost(StorageError):
    """The process that writes a live reading ended before its time."""

    slug = "keeper-lost"


class KeyUnusable(StorageError):
    """The installation key is missing, readable by others, or not a key."""

    slug = "key-unusable"


class ForgottenMeanwhile(StorageError):
    """Somebody was forgotten between the reading of rows and the keeping of what was made of them."""

    slug = "forgotten-meanwhile"


class UnknownAudit(StorageError):
    """No stored audit answers to what was asked."""

    slug = "unknown-audit"
