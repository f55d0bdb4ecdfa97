"""What can be set, from `.env` and the environment; read once, by a door, and passed down as plain values."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from auditor.errors import TelegramRefused, UsageError

if TYPE_CHECKING:
    from auditor.collect.live.session import Credentials


class Settings(BaseSettings):
    """One field a variable; `.env.example` lists them in this order, and a test compares the two."""

    model_config = SettingsConfigDict(env_prefix="DEADSOULS_", env_file=".env", env_ignore_empty=True, extra="ignore")

    home: Path = Field(default_factory=lambda: user_data_path("deadsouls"))
    lang: Literal["en", "ru", "kk", "ky"] = "en"
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

    if settings.api_id is None or settings.api_hash is None:
        raise TelegramRefused(
            "A live audit needs DEADSOULS_API_ID and DEADSOULS_API_HASH; get your own at https://my.telegram.org"
            " (API development tools) and put them into .env or the environment."
        )
    told = settings.session.get_secret_value() if settings.session else str(settings.home / "account.session")
    sessions = [each.strip() for each in told.split(",") if each.strip()]
    return [Credentials(settings.api_id, settings.api_hash.get_secret_value(), each) for each in sessions]


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
