"""Settings, the backup of the key, and forgetting a person. What cannot be undone, and what opens the installation, is
asked again: on a page that says what it does, and where the key is sealed, with its passphrase."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from auditor.desk.desk import Desk
from auditor.desk.pages import FAULT, desk_of, download, page, to
from auditor.errors import DeadSoulsError, UsageError
from auditor.languages.spoken import LANGUAGES, language
from auditor.settings import set_elsewhere
from storage.audited.retention import forget, holdings
from storage.errors import KeyUnusable
from storage.people.identities import installation_key, is_sealed
from storage.sealing.sealed import seal_with
from storage.traces import left

FEWEST_LETTERS = 12
"""Of a passphrase, as `deadsouls passphrase` asks for."""

ZONES = (
    "UTC", "Asia/Almaty", "Asia/Bishkek", "Asia/Tashkent", "Asia/Dushanbe", "Asia/Yekaterinburg", "Europe/Moscow",
    "Europe/Minsk", "Europe/Kyiv", "Europe/Istanbul", "Europe/Berlin", "Europe/London", "America/New_York",
)  # fmt: skip

TEXT_DAYS = (0, 7, 30, 90)
ROW_DAYS = (30, 90, 400, 1000)


async def show(request: Request) -> Response:
    """The settings, and what is kept now."""
    return await _page(request)


async def _page(request: Request, sentence: str = "", status: int = 200) -> Response:
    desk = desk_of(request)
    held, now = await holdings(desk.store), desk.settings
    return page(
        request,
        "settings.html",
        here="settings",
        status=status,
        sentence=sentence,
        languages=[(code, language(code).name) for code in LANGUAGES],
        settings=now,
        zones=ZONES if now.show_tz in ZONES else (now.show_tz, *ZONES),
        text_days=sorted({*TEXT_DAYS, now.retain_text_days}),
        row_days=sorted({*ROW_DAYS, now.retain_rows_days}),
        fixed=set_elsewhere(),
        held=held,
        gone=not await left(desk.store),
    )


async def keep(request: Request) -> Response:
    """Keeps what was chosen; a setting that the environment has stays as it is there."""
    desk = desk_of(request)
    form = {name: str(value).strip() for name, value in (await request.form()).items()}
    fields = ("lang", "show_tz", "retain_text_days", "retain_rows_days")
    chosen = {name: form[name] for name in fields if name in form and name not in set_elsewhere()}
    try:
        desk.choose(**chosen)
    except DeadSoulsError as error:
        return await _page(request, desk.words.sentence_text(error.sentence), FAULT)
    return to(request, "settings")


def asked_again(
    request: Request,
    what: str,
    title: str,
    said: list[str],
    *,
    wants: str = "",
    fields: "dict[str, str] | None" = None,
) -> Response:
    """The page that asks again; its button answers, once and not for long."""
    desk = desk_of(request)
    return page(
        request, "again.html", title=title, said=said, answer=desk.ask_again(what),
        sealed=is_sealed(desk.settings.home / "key"), place=request.url.path, fields=fields or {},
        wants=wants,
    )  # fmt: skip


async def confirmed(request: Request, what: str) -> bool:
    """Whether a form answers what was asked again. Raises `KeyUnusable` for a passphrase that does not open the key."""
    desk, form = desk_of(request), await request.form()
    if not desk.is_answered(what, str(form.get("answer", ""))):
        return False
    await _must_open(desk, str(form.get("passphrase", "")))
    return True


async def _must_open(desk: Desk, passphrase: str) -> None:
    place = desk.settings.home / "key"
    if is_sealed(place):
        key = await asyncio.to_thread(installation_key, place, lambda: passphrase)
        if key != desk.store.key:
            raise KeyUnusable("This is not the key that the desk was opened with.")


async def back_up(request: Request) -> Response:
    """The installation's key, sealed with a passphrase, to be kept in another place. It is no backup of the rows."""
    desk, words = desk_of(request), desk_of(request).words
    if not await confirmed(request, "key"):
        said = [
            words.text("With this key and the database each pseudonym can be traced to its person: keep them apart."),
            words.text("The file is sealed with the passphrase that you choose here; without it nobody opens it."),
        ]
        return asked_again(request, "key", words.text("Save the key"), said, wants="new passphrase")
    chosen = str((await request.form()).get("new_passphrase", ""))
    if len(chosen) < FEWEST_LETTERS:
        raise UsageError(
            words.text("A passphrase has at least {count} letters; five words are better.", count=FEWEST_LETTERS)
        )
    sealed = await asyncio.to_thread(seal_with, chosen, desk.store.key)
    return download(sealed, "deadsouls-key", "application/octet-stream")


async def forget_person(request: Request) -> Response:
    """Deletes what is held about one person, whose id is told; asks again before."""
    desk, words = desk_of(request), desk_of(request).words
    form = {name: str(value).strip() for name, value in (await request.form()).items()}
    person = form.get("person", "").removeprefix("user")
    if not (person.isascii() and person.isdigit() and len(person) < 20):
        raise UsageError(words.text("A Telegram id is a number."))
    person = str(int(person))
    if not await confirmed(request, f"forget {person}"):
        said = [
            words.text("All rows of this person go, in every chat, and stay away from now on. It cannot be undone."),
            words.text("A person whom an export shows by name alone cannot be found by an id."),
        ]
        return asked_again(request, f"forget {person}", words.text("Forget a person"), said, fields={"person": person})
    await forget(desk.store, person)
    desk.shown.clear()
    return page(request, "forgotten.html", here="settings", gone=not await left(desk.store))
