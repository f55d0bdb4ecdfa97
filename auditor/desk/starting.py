"""The first page, and one audit on its way: a file is dropped, chosen or named, and it is told how far it is."""

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from auditor.desk.audits import lines_of
from auditor.desk.desk import Desk
from auditor.desk.pages import FAULT, desk_of, download, page, report, to
from auditor.desk.places import exports_found, readable
from auditor.desk.receiving import received
from auditor.desk.runs import Asked, Run
from auditor.errors import DeadSoulsError, UsageError
from auditor.languages.spoken import LANGUAGES, SOURCE
from auditor.report.statements.titles import plain_title
from auditor.settings import set_anywhere

RECENT = 5

REFRESH_SECONDS = 2
"""How often a browser without scripts asks how far an audit is."""

LATER_STAGES = ("reading", "measuring")


async def start(request: Request) -> Response:
    """The first page. Where no language was chosen yet, it is the first of the browser's that is spoken here."""
    desk = desk_of(request)
    if "lang" not in set_anywhere():
        wanted = request.headers.get("accept-language", "").lower().split(",")
        spoken = [each.strip()[:2] for each in wanted if each.strip()[:2] in LANGUAGES]
        desk.choose(lang=next(iter(spoken), SOURCE))
    return await _start(request)


async def _start(request: Request, sentence: str = "", status: int = 200) -> Response:
    desk = desk_of(request)
    found = exports_found(desk.settings.home)
    return page(
        request,
        "start.html",
        here="start",
        status=status,
        sentence=sentence,
        found=[(str(path), path.name) for path in found],
        unanswered=[(run, line_of(run, desk)) for run in desk.runs.all.values() if not run.over],
        recent=(await lines_of(desk))[:RECENT],
        text_days=desk.settings.retain_text_days,
        asked=Asked(name="", tz=desk.settings.show_tz),
    )


async def take_file(request: Request) -> Response:
    """A file that is dropped or chosen in the browser."""
    desk = desk_of(request)
    try:
        kind = request.headers.get("content-type", "")
        came = await received(request.stream(), kind, desk.runs.uploads, desk.store.key)
    except ClientDisconnect:
        return Response(status_code=400)  # nobody hears it
    except DeadSoulsError as error:
        return await _start(request, desk.words.sentence_text(error.sentence), FAULT)
    if not came.files:
        return await _start(request, desk.words.text("Choose a file first."), FAULT)
    asked = [_asked(came.fields, desk, name=name, upload=place) for name, place in came.files]
    runs = [desk.runs.ask(each) for each in asked]
    return to(request, f"runs/{runs[0].id}" if len(runs) == 1 else "")


async def take_path(request: Request) -> Response:
    """A file that lies on this machine: it is read in place."""
    desk = desk_of(request)
    form = {name: str(value) for name, value in (await request.form()).items()}
    try:
        path = readable(form.get("path", ""), desk.settings.home)
    except DeadSoulsError as error:
        return await _start(request, desk.words.sentence_text(error.sentence), FAULT)
    run = desk.runs.ask(_asked(form, desk, name=plain_title(path.name), path=str(path)))
    return to(request, f"runs/{run.id}")


def _asked(form: dict[str, str], desk: Desk, *, name: str, path: str = "", upload: str = "") -> Asked:
    return Asked(
        name=name,
        path=path,
        upload=upload,
        chat=form.get("chat", "").strip(),
        columns=form.get("columns", "").strip(),
        tz=form.get("tz", "").strip() or "UTC",
        at=desk.clock(),
    )


def run_of(request: Request) -> Run:
    """The run that an address names."""
    run = desk_of(request).runs.all.get(request.path_params["run"])
    if run is None:
        raise HTTPException(404)
    return run


async def show_run(request: Request) -> Response:
    """How far one is, or what came of it."""
    desk, run = desk_of(request), run_of(request)
    if run.state == "done":
        return page(request, "made.html", here="start", run=run) if run.found else to(request, place_of(run))
    if run.over:
        name = "failed.html" if run.state == "failed" else "stopped.html"
        return page(request, name, here="start", run=run, sentence=failure(run, desk))
    return page(
        request, "progress.html", here="start", refresh=REFRESH_SECONDS, run=run, line=line_of(run, desk),
        stages=_stages(run, desk), part=_part(run),
    )  # fmt: skip


def place_of(run: Run) -> str:
    """Where what came of a run is."""
    return f"audits/{run.audits[0]}" if len(run.audits) == 1 else "audits"


async def tell_run(request: Request) -> Response:
    """The same for a script."""
    desk, run = desk_of(request), run_of(request)
    stages = [state for _, _, state in _stages(run, desk)]
    return JSONResponse({"over": run.over, "line": line_of(run, desk), "part": _part(run), "stages": stages})


async def show_found(request: Request) -> Response:
    """A page that a run made."""
    run = run_of(request)
    if not run.found:
        raise HTTPException(404)
    if "save" in request.query_params:
        return download(run.found.encode(), f"{run.asked.kind}.html", "text/html")
    return report(run.found)


async def stop_run(request: Request) -> Response:
    """Ends one; nothing of it is kept but what an earlier one left."""
    run = run_of(request)
    await desk_of(request).runs.stop(run.id)
    return to(request, f"runs/{run.id}")


async def again(request: Request) -> Response:
    """Asks for the same file anew, with what was not said before."""
    desk, run = desk_of(request), run_of(request)
    form = {name: str(value) for name, value in (await request.form()).items()}
    if run.state != "failed":
        return to(request, f"runs/{run.id}")
    old = run.asked
    if old.upload and not (desk.runs.uploads / old.upload).exists():
        raise UsageError("The file that was dropped rests here no longer; drop it again.")
    if old.path:
        readable(old.path, desk.settings.home)
    asked = _asked(form, desk, name=old.name, path=old.path, upload=old.upload)
    return to(request, f"runs/{desk.runs.again(run.id, asked).id}")


async def forget_run(request: Request) -> Response:
    """Deletes what was dropped, and takes it out of the list."""
    desk, run = desk_of(request), run_of(request)
    if run.over:
        desk.runs.forget(run.id)
    return to(request, "")


def line_of(run: Run, desk: Desk) -> str:
    """How far a run is, in a sentence."""
    words = desk.words
    if run.state == "waiting":
        return words.text("It waits until the one before it is done.")
    said = {
        "opening": words.text("Opening the file"),
        "reading": words.text("Reading the messages"),
        "measuring": words.text("Measuring: who is there, how they came, who talks"),
        "searching": words.text("Searching the chats together"),
        "members": words.text("Reading the member list"),
        "telegram-waits": words.text("Telegram asks to wait; it goes on by itself"),
    }.get(run.far.stage, words.text("Reading the chat"))
    left = run.seconds_left
    if left is None:
        return f"{said}."
    if left < 90:
        return f"{said}. " + words.text("About {seconds} seconds more.", seconds=max(5, 5 * round(left / 5)))
    return f"{said}. " + words.text("About {minutes} min more.", minutes=round(left / 60))


def _part(run: Run) -> float | None:
    return None if run.far.part is None else round(100 * run.far.part, 1)


def _stages(run: Run, desk: Desk) -> list[tuple[str, str, str]]:
    """The stages of a file: which they are, and whether each is done, being done, or to come."""
    words = desk.words
    names = {
        "opening": words.text("Opening the file"),
        "reading": words.text("Reading the messages"),
        "measuring": words.text("Measuring: who is there, how they came, who talks"),
    }
    if run.asked.kind != "file":
        return []
    at = list(names).index(run.far.stage) if run.far.stage in names else -1
    states = ["done" if place < at else "now" if place == at else "todo" for place in range(len(names))]
    return [(stage, name, state) for (stage, name), state in zip(names.items(), states, strict=True)]


def failure(run: Run, desk: Desk) -> str:
    """Why a run failed, in the language of the desk; the program's own sentence stands beside it."""
    words = desk.words
    known = {
        "export-unreadable": words.text(
            "This file cannot be read: it is not whole, or none of the kinds that are read here."
        ),
        "chat-not-chosen": words.text("The file holds several chats, or none that can be audited. Say which one."),
        "usage": words.text("It has to be said how this file is to be read."),
        "storage": words.text("There is no room for it, or the disk refuses."),
        "telegram-refused": words.text("The account cannot read: it is not signed in, or Telegram ended its session."),
        "chat-unreachable": words.text("There is no such chat, or this account may not read it."),
        "audit-parked": words.text("Telegram asks to wait. What was read is kept; ask again later, and it goes on."),
        "nobody-found": words.text("The export shows nobody of that id, and nobody or several of that name."),
        "given-up": words.text("The desk ended three times while this was read. It was not begun again."),
    }
    return known.get(run.slug, words.text("It stopped at something that nobody foresaw. What was kept before is kept."))
