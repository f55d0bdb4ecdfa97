"""What can be set, from the environment, from `.env`, and from a file in the home, in this order; read once, by a door,
and passed down as plain values."""

import functools
import getpass
import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin

import msgspec
from msgspec import Meta
from msgspec.inspect import IntType, UnionType, type_info

from auditor.errors import Sentence, TelegramRefused, UsageError
from auditor.languages.spoken import LANGUAGES, SOURCE
from auditor.typed import as_zone
from storage.errors import KeyUnusable

if TYPE_CHECKING:
    from auditor.collect.live.session import Credentials

PREFIX = "DEADSOULS_"
ENV_FILE = Path(".env")
_WANTED = "wanted"
"""Under which a field says what it takes."""
HOME_FILE = "settings.env"
"""In the home: what was chosen on the desk's page, and holds for every door."""


_PLAIN = re.compile(r"[\w/+.:-]*", re.ASCII)
"""What may be chosen on the desk: nothing that a line of the file could be taken for otherwise."""


class Secret:
    """A text that is not shown, wherever its holder is."""

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return "Secret('**********')"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def get_secret_value(self) -> str:
        """The text."""
        return self._value


class Zone(str):
    """The name of a time zone."""

    def __new__(cls, value: str) -> "Zone":
        """Raises `ValueError` for what is none."""
        try:
            return super().__new__(cls, as_zone(value))
        except UsageError as error:
            raise ValueError(str(error)) from error


def _home() -> Path:
    from platformdirs import user_data_path

    return user_data_path("deadsouls")


def one_of(words: Iterable[str]) -> Sentence:
    """What a setting takes that is a word of a list."""
    return Sentence("one of {words}", words=", ".join(words))


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """One field a variable; `.env.example` lists them in this order, and a test compares the two."""

    home: Path = msgspec.field(default_factory=_home)
    lang: Annotated[str, Meta(pattern=f"^({'|'.join(LANGUAGES)})$", extra={_WANTED: one_of(LANGUAGES)})] = SOURCE
    show_tz: Annotated[Zone, Meta(extra={_WANTED: Sentence("a time zone such as Asia/Almaty")})] = Zone("UTC")
    passphrase: Secret | None = None
    passphrase_file: Path | None = None
    retain_text_days: Annotated[int, Meta(ge=0)] = 30
    retain_rows_days: Annotated[int, Meta(ge=1)] = 400
    api_id: int | None = None
    api_hash: Secret | None = None
    session: Secret | None = None
    bot_token: Secret | None = None
    bot_api_url: str = "https://api.telegram.org"
    operators: str = ""
    access: Literal["closed", "list", "open"] = "closed"
    fresh_hours: Annotated[int, Meta(ge=0)] = 24
    quota_person: Annotated[int, Meta(ge=0)] = 5
    quota_chat: Annotated[int, Meta(ge=0)] = 4
    webhook_url: str = ""
    webhook_port: Annotated[int, Meta(ge=1, le=65_535)] = 8080
    metrics_port: Annotated[int, Meta(ge=0, le=65_535)] = 0
    log: Literal["debug", "info", "warning"] = "info"


def read_settings() -> Settings:
    """The settings as they stand now; raises `UsageError` in a sentence that names the variable."""
    given, found = _given(), dict[str, Any]()
    for field in msgspec.structs.fields(Settings):
        variable = f"{PREFIX}{field.name.upper()}"
        if variable in given:
            found[field.name] = _converted(variable, given[variable], field.type)
    return Settings(**found)


def language_set() -> str:
    """The language that is set. English where the settings cannot be read: whoever needs more of them says so."""
    try:
        here = _given_here()  # where it is set, what was chosen on the desk is not asked for
        said = (here if f"{PREFIX}LANG" in here else _given()).get(f"{PREFIX}LANG", SOURCE).strip()
    except UsageError:
        return SOURCE
    return said if said in LANGUAGES else SOURCE


def _given() -> dict[str, str]:
    """What is set, by variable in capitals; the environment goes before the file, the file before the home."""
    said = _given_here()
    home = Path(said[f"{PREFIX}HOME"]) if f"{PREFIX}HOME" in said else _home()
    return _in_capitals(_in_the_file(home / HOME_FILE)) | said


def _given_here() -> dict[str, str]:
    """The same, but for what was chosen on the desk."""
    return _in_capitals(_in_the_file(ENV_FILE)) | _in_capitals(os.environ)


def _in_capitals(place: Mapping[str, str | None]) -> dict[str, str]:
    """What is empty is not set."""
    return {name.upper(): value for name, value in place.items() if value}


def _in_the_file(path: Path) -> dict[str, str | None]:
    if not path.is_file():
        return {}
    from dotenv import dotenv_values

    try:
        return dotenv_values(path, interpolate=path == ENV_FILE)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            "The settings in {file} cannot be read: {said}.", file=path, said=type(error).__name__
        ) from error


def set_elsewhere() -> frozenset[str]:
    """The fields that the environment or `.env` set, whatever is chosen on the desk."""
    return _fields(_given_here())


def set_anywhere() -> frozenset[str]:
    """The same, and those that were chosen on the desk."""
    return _fields(_given())


def _fields(given: Iterable[str]) -> frozenset[str]:
    return frozenset(name.removeprefix(PREFIX).lower() for name in given if name.startswith(PREFIX))


def choose(home: Path, chosen: Mapping[str, str]) -> Settings:
    """Keeps what was chosen, by field, in the home, closed to others, and returns the settings as they are then. Raises
    `UsageError`, and keeps nothing, where a field does not take its value."""
    kinds = {field.name: field.type for field in msgspec.structs.fields(Settings)}
    for name, value in chosen.items():
        _converted(f"{PREFIX}{name.upper()}", value, kinds[name])
        if not _PLAIN.fullmatch(value):
            raise UsageError("The setting {variable} cannot be used.", variable=f"{PREFIX}{name.upper()}")
    path = home / HOME_FILE
    said = _in_capitals(_in_the_file(path)) | {f"{PREFIX}{name.upper()}": value for name, value in chosen.items()}
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in sorted(said.items()) if value)
    draft.replace(path)
    return read_settings()


def _converted(variable: str, value: str, kind: Any) -> Any:
    """A variable as its field takes it."""
    wanted = _wanted(kind)
    try:
        plain = value.strip() if wanted else value  # a number or a word of a list; spaces may belong to all else
        return msgspec.convert(plain, kind, strict=False, dec_hook=lambda type_, text: type_(text))
    except msgspec.ValidationError as error:
        raise UsageError(
            "The setting {variable} cannot be used: it takes {wanted}.", variable=variable, wanted=wanted
        ) from error


def _wanted(kind: Any) -> Sentence | None:
    """What a field takes, in words; None where that is any text."""
    if get_origin(kind) is Literal:
        return one_of(get_args(kind))
    for each in get_args(kind):
        if isinstance(each, Meta) and each.extra:
            return Sentence("{wanted}", wanted=each.extra[_WANTED])
    info = type_info(kind)
    for each in info.types if isinstance(info, UnionType) else (info,):
        if isinstance(each, IntType):
            return _whole_number(each.ge, each.le)
    return None


def _whole_number(least: int | None, most: int | None) -> Sentence:
    if least is None:
        return Sentence("a whole number")
    if most is None:
        return Sentence("a whole number from {least}", least=str(least))
    return Sentence("a whole number from {least} to {most}", least=str(least), most=str(most))


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
def _passphrase(told: Secret | None, file: Path | None) -> str:
    if told is not None:
        return told.get_secret_value()
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise KeyUnusable(
                "The passphrase cannot be read from {file}: {said}.", file=file, said=type(error).__name__
            ) from error
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
