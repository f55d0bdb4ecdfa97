"""Settings come from the environment and from `.env`; what cannot be meant is refused in a sentence that names it."""

from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.languages.spoken import LANGUAGES
from auditor.settings import Secret, Settings, read_settings


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEADSOULS_HOME")


def test_without_any_all_are_as_documented() -> None:
    assert Settings() == read_settings()


def test_each_becomes_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"home": "there", "lang": "ky", "api_id": "17", "api_hash": "abc", "retain_text_days": "0", "log": "debug"}
    for name, value in given.items():
        monkeypatch.setenv(f"DEADSOULS_{name.upper()}", value)

    assert read_settings() == Settings(
        home=Path("there"), lang="ky", api_id=17, api_hash=Secret("abc"), retain_text_days=0, log="debug"
    )


def test_the_environment_goes_before_the_file_unless_it_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["# settings", "DEADSOULS_LANG=ru", 'DEADSOULS_OPERATORS="1, 2"', "deadsouls_log=warning", "OTHER=x"]
    Path(".env").write_text("\n".join([*lines, "DEADSOULS_API_ID=", "DEADSOULS_NO_SUCH=1"]), encoding="utf-8")
    monkeypatch.setenv("DEADSOULS_LANG", "kk")
    monkeypatch.setenv("DEADSOULS_OPERATORS", "")

    assert Settings(lang="kk", operators="1, 2", log="warning") == read_settings()


def test_spaces_around_a_number_are_not_part_of_it_and_those_of_a_passphrase_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DEADSOULS_FRESH_HOURS", " 5\r")
    monkeypatch.setenv("DEADSOULS_PASSPHRASE", " five words ")

    assert Settings(fresh_hours=5, passphrase=Secret(" five words ")) == read_settings()


@pytest.mark.parametrize(
    ("name", "value", "takes"),
    [
        ("lang", "de", f"one of {', '.join(LANGUAGES)}"),
        ("access", "Open", "one of closed, list, open"),
        ("log", "loud", "one of debug, info, warning"),
        ("api_id", "abc", "a whole number"),
        ("api_id", "1.5", "a whole number"),
        ("retain_text_days", "-1", "a whole number from 0"),
        ("retain_rows_days", "0", "a whole number from 1"),
        ("fresh_hours", "-1", "a whole number from 0"),
        ("quota_person", "many", "a whole number from 0"),
        ("quota_chat", "-5", "a whole number from 0"),
        ("webhook_port", "0", "a whole number from 1 to 65535"),
        ("webhook_port", "65536", "a whole number from 1 to 65535"),
        ("metrics_port", "-1", "a whole number from 0 to 65535"),
    ],
)
def test_what_cannot_be_meant_is_refused(name: str, value: str, takes: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"DEADSOULS_{name.upper()}", value)

    with pytest.raises(UsageError) as refused:
        read_settings()

    assert f"The setting DEADSOULS_{name.upper()} cannot be used: it takes {takes}." == str(refused.value)


def test_a_file_that_is_no_text_is_refused() -> None:
    Path(".env").write_bytes(b"DEADSOULS_LANG=\xff\xfe")

    with pytest.raises(UsageError, match=r"\.env cannot be read"):
        read_settings()


def test_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = [name for name in Settings.__struct_fields__ if "Secret" in str(Settings.__annotations__[name])]
    for name in secrets:
        monkeypatch.setenv(f"DEADSOULS_{name.upper()}", f"hidden-{name}")

    found = read_settings()

    assert ["passphrase", "api_hash", "session", "bot_token"] == secrets
    assert all(f"hidden-{name}" == getattr(found, name).get_secret_value() for name in secrets)
    assert "hidden" not in f"{found!r} {found}"
