"""The rows behind an audit, a page of them at a time: people by pseudonym, adders, and what was done together."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from auditor.desk import rows
from auditor.desk.desk import Desk
from auditor.desk.pages import desk_of, download, page
from auditor.desk.rows import Rows
from auditor.errors import UsageError
from auditor.report.package.alike import K
from auditor.report.pages.evidence import evidence_table
from auditor.report.statements.headlines import CAME_BY
from auditor.report.statements.wording import Wording

if TYPE_CHECKING:
    from pandas import DataFrame

PER_PAGE = 100

WAIT_SECONDS = 2.0
REFRESH_SECONDS = 2

NUMBERS = frozenset({"messages", "added", "silent", "gone_at_once"})
DATES = frozenset({"arrival_day", "last_day", "first_day"})
WHO = frozenset({"person", "adder"})

PEOPLE = ("person", "arrival", "arrival_day", "adder", "messages", "last_day", "left")
ADDERS = ("adder", "added", "silent", "gone_at_once", "first_day", "last_day")

CHOICES: Mapping[str, tuple[str, ...]] = {
    "came": tuple(CAME_BY),
    "wrote": ("yes", "no"),
    "left": ("yes", "no", "unknown"),
}


class Asked(NamedTuple):
    """Which rows are wanted, in which order, and which page of them."""

    came: str = ""
    wrote: str = ""
    left: str = ""
    adder: str = ""
    find: str = ""
    sort: str = ""
    down: str = ""
    page: int = 1

    def query(self, **changed: str | int) -> str:
        """The address of the same rows, with something else."""
        said = self._asdict() | changed
        return urlencode({name: value for name, value in said.items() if value not in ("", 1)})


def asked_of(request: Request) -> Asked:
    """What an address asks for; what nobody could mean is not asked for."""
    given = request.query_params
    number = given.get("page", "1")
    chosen = {name: given.get(name, "") for name in CHOICES}
    return Asked(
        **{name: value if value in CHOICES[name] else "" for name, value in chosen.items()},
        adder=given.get("adder", "").strip().lower()[:40],
        find=given.get("find", "").strip().lower()[:40],
        sort=given.get("sort", ""),
        down="down" if given.get("down") else "",
        page=int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 7 else 1,
    )


class NotThereYet(Exception):
    """The rows are being fetched."""


async def rows_of(desk: Desk, audit: int) -> Rows:
    """The rows behind an audit, made once while they are looked at. Raises `NotThereYet`, and `UnknownAudit` where they
    have gone."""
    if audit in desk.shown:
        return desk.shown[audit]
    if audit not in desk.fetched:
        desk.fetched[audit] = asyncio.create_task(_fetch(desk, audit))
    done, _ = await asyncio.wait([desk.fetched[audit]], timeout=WAIT_SECONDS)
    if not done:
        raise NotThereYet
    await desk.fetched.pop(audit)
    return desk.shown[audit]


async def _fetch(desk: Desk, audit: int) -> None:
    desk.show(audit, await desk.pool.do(rows.rows_of, audit))


async def wait_for_rows(request: Request, _: Exception) -> Response:
    """The page that stands there meanwhile."""
    return page(request, "fetching.html", here="audits", refresh=REFRESH_SECONDS)


def chosen_people(people: "DataFrame", asked: Asked) -> "DataFrame":
    """The people that were asked for, in no other order than before."""
    if asked.came:
        people = people[people["arrival"] == asked.came]
    if asked.wrote:
        people = people[(people["messages"] > 0) == (asked.wrote == "yes")]
    if asked.left:
        people = people[people["left"] == asked.left]
    if asked.adder:
        people = people[people["adder"] == asked.adder]
    if asked.find:
        people = people[people["person"].str.contains(asked.find, regex=False)]
    return people


def _sorted(rows: "DataFrame", asked: Asked, columns: tuple[str, ...]) -> "DataFrame":
    if asked.sort not in columns:
        return rows
    return rows.sort_values(asked.sort, ascending=not asked.down, kind="stable", na_position="last")


async def people(request: Request) -> Response:
    """A page of the people."""
    desk, asked = desk_of(request), asked_of(request)
    held = await rows_of(desk, request.path_params["audit"])
    found = await asyncio.to_thread(lambda: _sorted(chosen_people(held.people, asked), asked, PEOPLE))
    return _table(request, held, found, asked, PEOPLE)


async def adders(request: Request) -> Response:
    """A page of those who added others."""
    desk, asked = desk_of(request), asked_of(request)
    held = await rows_of(desk, request.path_params["audit"])
    found = held.adders
    if asked.find:
        found = found[found["adder"].str.contains(asked.find, regex=False)]
    return _table(request, held, _sorted(found, asked, ADDERS), asked, ADDERS)


def _table(request: Request, held: Rows, found: "DataFrame", asked: Asked, columns: tuple[str, ...]) -> Response:
    desk = desk_of(request)
    last = max(1, -(-len(found) // PER_PAGE))
    number = min(asked.page, last)
    part = found.iloc[(number - 1) * PER_PAGE : number * PER_PAGE]
    return page(
        request,
        "rows.html",
        here="audits",
        kind="people" if columns is PEOPLE else "adders",
        audit=request.path_params["audit"],
        asked=asked._replace(page=number),
        columns=[(name, _heading(name, desk.words), name in NUMBERS) for name in columns],
        rows=[[(name, _cell(name, row[name], desk.words)) for name in columns] for row in part.to_dict("records")],
        total=len(found),
        last=last,
        choices={name: [(value, _choice(name, value, desk.words)) for value in values]
                 for name, values in CHOICES.items()},
        fewest=K,
        **_around(held, desk.words),
    )  # fmt: skip


def _around(held: Rows, words: Wording) -> dict[str, Any]:
    return {
        "title": words.chat_title(held.title),
        "day": words.date_in_words(held.as_of),
        "counts": {
            "people": len(held.people),
            "adders": len(held.adders),
            "episodes": sum(map(len, held.evidence.values())),
        },
    }


def _heading(column: str, words: Wording) -> str:
    return {
        "person": words.text("Person"),
        "arrival": words.text("How they came"),
        "arrival_day": words.text("Came on"),
        "adder": words.text("Adder"),
        "messages": words.text("Messages"),
        "first_day": words.text("First"),
        "last_day": words.text("Last"),
        "left": words.text("Left"),
        "added": words.text("Added"),
        "silent": words.text("Never wrote"),
        "gone_at_once": words.text("Left within a day"),
    }[column]


def _cell(column: str, value: Any, words: Wording) -> str:
    """A cell as it is read; a dash where nothing is known."""
    if column in NUMBERS:
        return "–" if value is None or value != value or str(value) == "<NA>" else words.number(int(value))  # noqa: PLR0124
    if column in DATES:
        return words.date_on_axis(date.fromisoformat(str(value)[:10]), "yMMMd") if value else "–"
    if column == "arrival":
        return words.measure_title(CAME_BY[value]) if value in CAME_BY else str(value)
    if column == "left":
        return _choice("left", str(value), words)
    return str(value) or "–"


def _choice(name: str, value: str, words: Wording) -> str:
    if name == "came":
        return words.measure_title(CAME_BY[value])
    return {"yes": words.text("Yes"), "no": words.text("No"), "unknown": words.text("Unknown")}[value]


async def episodes(request: Request) -> Response:
    """What was found to be done together, and the windows and people that other measures found."""
    desk = desk_of(request)
    held = await rows_of(desk, request.path_params["audit"])
    found = [
        evidence_table(measure, each, desk.words, most=PER_PAGE) for measure, each in held.evidence.items() if each
    ]
    return page(
        request, "episodes.html", here="audits", kind="episodes", audit=request.path_params["audit"], tables=found,
        **_around(held, desk.words),
    )  # fmt: skip


async def save_people(request: Request) -> Response:
    """The rows that were asked for, as CSV: in bands that `K` people share, or exact where that is asked for."""
    desk, asked, audit = desk_of(request), asked_of(request), request.path_params["audit"]
    held, exact = await rows_of(desk, audit), request.query_params.get("exact") == "yes"
    chosen = frozenset(chosen_people(held.people, asked)["person"].tolist())
    if len(chosen) < K and not exact:
        raise UsageError(
            desk.words.text("These are fewer than {count} people, whom the choice alone tells apart.", count=K)
        )
    content = await desk.pool.do(rows.people_csv, audit, chosen, exact)
    return download(content, "people-exact.csv" if exact else "people.csv", "text/csv")
