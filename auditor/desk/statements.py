"""How somebody came to a chat, told by their own export: made on this machine, and kept nowhere."""

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from auditor.desk.pages import FAULT, desk_of, page, to
from auditor.desk.receiving import received
from auditor.desk.runs import Asked
from auditor.errors import DeadSoulsError


async def show(request: Request) -> Response:
    """The form."""
    return page(request, "own.html", here="statement", sentence="")


async def make(request: Request) -> Response:
    """Takes in an export, and makes the statement of whoever is named."""
    desk = desk_of(request)
    try:
        kind = request.headers.get("content-type", "")
        came = await received(request.stream(), kind, desk.runs.uploads, desk.store.key)
    except ClientDisconnect:
        return Response(status_code=400)
    except DeadSoulsError as error:
        return page(
            request, "own.html", here="statement", status=FAULT, sentence=desk.words.sentence_text(error.sentence)
        )
    person = came.fields.get("person", "").strip()
    if len(came.files) != 1 or not person:
        came.abandon()
        said = desk.words.text("Choose one file, and say who you are in it.")
        return page(request, "own.html", here="statement", status=FAULT, sentence=said)
    (name, place), told = came.files[0], came.fields
    asked = Asked(
        kind="statement", name=name, upload=place, chat=told.get("chat", "").strip(), tz=desk.settings.show_tz,
        person=person, shown_name=told.get("shown_name", "").strip(), at=desk.clock(),
    )  # fmt: skip
    return to(request, f"runs/{desk.runs.ask(asked).id}")
