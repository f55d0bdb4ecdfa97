"""What can be set, from `.env` and the environment; read once, by a door, and passed down as plain values."""

import functools
import getpass
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from platformdirs import user_data_path
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from auditor.errors import TelegramRefused, UsageError
from auditor.languages.spoken import LANGUAGES, SOURCE
from storage.errors import KeyUnusable

if TYPE_CHECKING:
    from auditor.collect.live.session import Credentials


def _spoken(code: str) -> str:
    if code not in LANGUAGES:
        *others, last = map(repr, LANGUAGES)
        raise PydanticCustomError("language", "Input should be {known}", {"known": f"{', '.join(others)} or {last}"})
    return code


class Settings(BaseSettings):
    """One field a variable; `.env.example` lists them in this order, and a test compares the two."""

    model_config = SettingsConfigDict(env_prefix="DEADSOULS_", env_file=".env", env_ignore_empty=True, extra="ignore")

    home: Path = Field(default_factory=lambda: user_data_path("deadsouls"))
    lang: Annotated[str, AfterValidator(_spoken)] = SOURCE
    passphrase: SecretStr | None = None
    passphrase_file: Path | None = None
    retain_text_days: int = Field(default=30, ge=0)
    retain_rows_days: int = Field(default=400, ge=1)
    api_id: int | None = None
    api_hash: SecretStr | None = None
    session: SecretStr | None = None
    bot_token: SecretStr | None = None
    bot_api_url: str = "https://api.telegram.org"
    operators: str = ""
    access: Literal["closed", "list", "open"] = "closed"
    fresh_hours: int = Field(default=24, ge=0)
    quota_person: int = Field(default=5, ge=0)
    quota_chat: int = Field(default=4, ge=0)
    webhook_url: str = ""
    webhook_port: int = Field(default=8080, ge=1, le=65_535)
    metrics_port: int = Field(default=0, ge=0, le=65_535)
    log: Literal["debug", "info", "warning"] = "info"


def account_credentials(settings: Settings) -> "list[Credentials]":
    """All the accounts that read for the companion; raises `TelegramRefused`, which says what is missing."""
    from auditor.collect.live.session import Credentials
    from storage.people.identities import installation_key, is_sealed

    if settings.api_id is None or settings.api_hash is None:
        raise TelegramRefused(
            "A live audit needs DEADSOULS_API_ID and DEADSOULS_API_HASH; get your own at https://my.telegram.org"
            " (API development tools) and put them into .env or the environment."
        )
    return [
        Credentials(
            settings.api_id,
            settings.api_hash.get_secret_value(),
            each,
            key=lambda: installation_key(settings.home / "key", passphrase_of(settings)),
            sealed=is_sealed(settings.home / "key"),
        )
        for each in _sessions(settings)
    ]


def _sessions(settings: Settings) -> list[str]:
    told = settings.session.get_secret_value() if settings.session else str(settings.home / "account.session")
    return [each.strip() for each in told.split(",") if each.strip()]


def session_files(settings: Settings) -> list[Path]:
    """The files of the sessions that are set; a string session is none."""
    from auditor.collect.live.session import file_of

    return [path for path in map(file_of, _sessions(settings)) if path is not None]


def passphrase_of(settings: Settings) -> Callable[[], str]:
    """How this door comes by the passphrase: from the environment, from a file of credentials, or from whoever sits at
    the terminal, who is asked once. Raises `KeyUnusable` where none of them has it."""
    return functools.partial(_passphrase, settings.passphrase, settings.passphrase_file)


@functools.cache
def _passphrase(told: SecretStr | None, file: Path | None) -> str:
    if told is not None:
        return told.get_secret_value()
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise KeyUnusable(f"The passphrase cannot be read from {file}: {type(error).__name__}.") from error
    try:
        os.close(os.open(os.ctermid(), os.O_RDWR | os.O_NOCTTY))
    except OSError:
        raise KeyUnusable(
            "The key of this installation is sealed with a passphrase; give it in DEADSOULS_PASSPHRASE or, better,"
            " in the file that DEADSOULS_PASSPHRASE_FILE names."
        ) from None
    return getpass.getpass("Passphrase of this installation: ")


def credentials(settings: Settings) -> "Credentials":
    """Who reads for the command: the first of them."""
    return account_credentials(settings)[0]


def read_settings() -> Settings:
    """The settings as they stand now; raises `UsageError` in a sentence that names the variable."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"DEADSOULS_{str(first['loc'][0]).upper()}"
        raise UsageError(f"The setting {name} cannot be used: {first['msg']}.") from error
