"""What was audited here: the list, one audit with its files, two side by side, one chat over time, its largest wave."""

from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from auditor.conductors.audit import OPERATOR
from auditor.desk.desk import Desk
from auditor.desk.pages import desk_of, download, page, report, to
from auditor.desk.runs import Asked
from auditor.errors import UsageError
from auditor.measure.spec import Difference, Measure
from auditor.report.answer.answer import answer_of
from auditor.report.comparison import moved
from auditor.report.report import AuditReport, from_json
from auditor.report.statements import signs
from auditor.report.statements.headlines import key_figures
from auditor.report.statements.wording import Wording
from auditor.report.wave_report import lines as wave_lines
from storage.audited import audits
from storage.audited.audits import Audit

PER_PAGE = 50

FIGURES = 7


class Line(NamedTuple):
    """An audit in a list."""

    audit: int
    title: str
    day: str
    people: str
    sign: str
    """The strongest sign, or that none exceeds its limit."""
    degree: str
    """Its strength, as a class of the style sheet."""


async def lines_of(desk: Desk, first: int = 0, most: int = PER_PAGE) -> list[Line]:
    """The newest audits, from the `first` on."""
    listed = (await audits.list_audits(desk.store))[first : first + most]
    return [_line(each.audit, from_json((await _found(desk, each.audit)).report), desk.words) for each in listed]


def _line(audit: int, told: AuditReport, words: Wording) -> Line:
    strongest = next(iter(signs.exceeding(told)), None)
    if strongest is not None:
        sign, degree = f"{signs.title_of(strongest, words)}: {words.strength(strongest.strength)}", strongest.strength
    else:
        sign, degree = words.text("no sign exceeds its limit"), "none"
    people = words.number(told.coverage.people_seen) if told.coverage.people_seen else "–"
    return Line(audit, words.chat_title(told.chat.title), words.date_in_words(told.as_of), people, sign, degree)


async def _found(desk: Desk, audit: int) -> Audit:
    return await audits.find(desk.store, str(audit))


async def show_list(request: Request) -> Response:
    """All audits."""
    desk = desk_of(request)
    asked = request.query_params.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    total = len(await audits.list_audits(desk.store))
    last = max(1, -(-total // PER_PAGE))
    shown = await lines_of(desk, (min(number, last) - 1) * PER_PAGE)
    return page(request, "audits.html", here="audits", lines=shown, number=min(number, last), last=last)


async def show_audit(request: Request) -> Response:
    """One audit: what it says in short, and where to go from there."""
    desk = desk_of(request)
    found = await _audit_asked(request)
    told, words = from_json(found.report), desk.words
    return page(
        request,
        "audit.html",
        here="audits",
        audit=found.row,
        line=_line(found.row, told, words),
        rests_on=words.coverage_line(told),
        answer=answer_of(told, words),
        figures=[(words.measure_title(name), words.figure(measure)) for name, measure in key_figures(told, FIGURES)],
        has_people=told.chat.has_members,
        before=await audits.before(desk.store, found),
    )  # fmt: skip


async def _audit_asked(request: Request) -> Audit:
    """The audit that an address names. Raises `UnknownAudit`."""
    return await _found(desk_of(request), request.path_params["audit"])


async def open_page(request: Request) -> Response:
    """The page of an audit, as it opens in a browser."""
    desk = desk_of(request)
    file = await desk.pool.page((await _audit_asked(request)).row, desk.settings.lang, OPERATOR)
    return report(file.content)


async def save_file(request: Request) -> Response:
    """A file of an audit, to be saved: made to be given away, without pointers to messages."""
    desk, row = desk_of(request), (await _audit_asked(request)).row
    match request.path_params["file"]:
        case "page":
            file = await desk.pool.page(row, desk.settings.lang, OPERATOR)
            return download(file.content, file.name, "text/html")
        case "card":
            name = (await desk.pool.report(row, OPERATOR)).name.removesuffix(".json")
            return download(await desk.pool.card(row, desk.settings.lang), f"{name}.png", "image/png")
        case "tables":
            file = await desk.pool.tables(row, OPERATOR)
            return download(file.content, file.name, "application/zip")
        case "report":
            file = await desk.pool.report(row, OPERATOR)
            return download(file.content, file.name, "application/json")
    raise HTTPException(404)


async def open_trend(request: Request) -> Response:
    """The page of a chat over time."""
    desk = desk_of(request)
    return report((await desk.pool.trend((await _audit_asked(request)).row, desk.settings.lang)).content)


async def show_wave(request: Request) -> Response:
    """The largest wave of arrivals of a chat."""
    desk, found = desk_of(request), await _audit_asked(request)
    wave = await desk.pool.wave(found.row)
    said = wave_lines(wave, desk.words)
    return page(request, "wave.html", here="audits", audit=found.row, title=desk.words.chat_title(wave.title),
                day=desk.words.date_in_words(wave.as_of), said=said)  # fmt: skip


async def compare(request: Request) -> Response:
    """Two audits of a chat side by side."""
    desk = desk_of(request)
    chosen = sorted({int(each) for each in request.query_params.getlist("audit") if each.isascii() and each.isdigit()})
    if len(chosen) != 2:
        raise UsageError(desk.words.text("Tick two audits of one chat."))
    earlier, later = [await _found(desk, each) for each in chosen]
    titles = [await audits.chat_of(desk.store, each.row) for each in (earlier, later)]
    if titles[0] != titles[1]:
        raise UsageError(desk.words.text("Tick two audits of one chat."))
    found, words = await desk.pool.compared(earlier.row, later.row), desk.words
    sides = [(name, each) for name, each in found.measures.items() if isinstance(each, Difference)]
    return page(
        request,
        "compared.html",
        here="audits",
        title=words.chat_title(found.after.chat.title),
        before=words.date_in_words(found.before.as_of),
        after=words.date_in_words(found.after.as_of),
        changes=[(words.measure_title(name), words.figure(each)) for name, each in found.measures.items()
                 if isinstance(each, Measure)],
        rows=[(words.measure_title(name), words.short(each.before), words.short(each.after), moved(each, words))
              for name, each in sides if each.why != "not-known-twice"],
        moved=[words.measure_title(finding.id) for finding in found.findings],
    )  # fmt: skip


async def search_farms(request: Request) -> Response:
    """Begins the search through all audited chats."""
    desk = desk_of(request)
    name = desk.words.text("Search all audited chats together")
    run = desk.runs.ask(Asked(kind="farms", name=name, at=desk.clock()))
    return to(request, f"runs/{run.id}")
