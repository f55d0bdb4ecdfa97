"""`deadsouls passphrase`: seals the key and the sessions of this installation, or opens them again."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.doors.installation import opened, run
from auditor.doors.speaking import in_language, tell
from auditor.errors import Sentence, UsageError

if TYPE_CHECKING:
    from auditor.settings import Settings

FEWEST_LETTERS = 12


@click.command()
@click.option("--remove", is_flag=True, help="Let the key and the sessions rest as they are, readable by your account.")
def passphrase(remove: bool) -> None:
    """Sets or changes the passphrase that opens this installation's key and sessions; asks in the terminal, or reads
    standard input. The one that is set now comes from DEADSOULS_PASSPHRASE, or is asked for.

    What is lost with a passphrase: see docs/keys.md."""
    from auditor.settings import read_settings

    settings = read_settings()
    key, path = run(_key(settings)), settings.home / "key"
    if remove:
        _remove(settings, path, key)
        tell(Sentence("The key and the sessions rest without a passphrase."), settings.lang)
        return
    _set(settings, path, key, _new_one(settings.lang))
    sealed = Sentence(
        "The key and the sessions are sealed. Without the passphrase or a backup of the key nobody opens them."
    )
    tell(sealed, settings.lang)


async def _key(settings: "Settings") -> bytes:
    """The key; the passphrase that is set now is needed for it, and it must be the key of the rows that exist."""
    async with opened(settings) as store:
        return store.key


def _new_one(language: str) -> str:
    if sys.stdin.isatty():
        given = click.prompt(
            in_language(Sentence("New passphrase"), language), hide_input=True, confirmation_prompt=True, err=True
        )
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    if len(given) < FEWEST_LETTERS:
        raise UsageError(
            "A passphrase of fewer than {fewest} letters is found by trying; take five words or more.",
            fewest=FEWEST_LETTERS,
        )
    return str(given)


def _set(settings: "Settings", path: Path, key: bytes, chosen: str) -> None:
    """Sessions first: one that is sealed opens with the key, be that sealed or not."""
    from auditor.collect.live.sealed_session import seal_file
    from auditor.settings import session_files
    from storage.people.identities import replace_key
    from storage.sealing.sealed import seal_with

    for session in session_files(settings):
        seal_file(session, key)
    replace_key(path, seal_with(chosen, key))


def _remove(settings: "Settings", path: Path, key: bytes) -> None:
    from auditor.collect.live.sealed_session import open_file
    from auditor.settings import session_files
    from storage.people.identities import replace_key

    replace_key(path, key)
    for session in session_files(settings):
        open_file(session, key)
