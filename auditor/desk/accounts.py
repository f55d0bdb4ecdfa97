"""The account that reads live chats: it is signed in by a code to scan, and audits what is asked for. It only reads;
joining a chat, which everybody there can see, takes a yes of its own."""

import asyncio
import contextlib

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from auditor.desk.choices import asked_again, confirmed
from auditor.desk.desk import Desk
from auditor.desk.login import Login
from auditor.desk.pages import FAULT, desk_of, page, to
from auditor.desk.runs import Asked
from auditor.errors import DeadSoulsError, TelegramRefused, UsageError
from auditor.settings import session_files

REFRESH_SECONDS = 3


async def show(request: Request) -> Response:
    """Who is signed in, as far as is known without asking Telegram; and the form for a chat."""
    return _page(request)


def _page(request: Request, *, sentence: str = "", status: int = 200, plan: "list[str] | None" = None,
          chat: str = "", discussion: bool = False) -> Response:  # fmt: skip
    desk = desk_of(request)
    login = desk.login
    going = login is not None and not login.over
    return page(
        request,
        "account.html",
        here="account",
        status=status,
        refresh=REFRESH_SECONDS if going and login is not None and not login.wants_password else 0,
        sentence=sentence or (login.sentence if login else ""),
        has_api=desk.settings.api_id is not None and desk.settings.api_hash is not None,
        signed_in=any(path.exists() and path.stat().st_size for path in session_files(desk.settings))
        and not (going or desk.refused),
        going=going,
        login=login,
        code=_code(login.address) if going and login is not None and login.address else "",
        plan=plan,
        chat=chat,
        discussion=discussion,
    )


def _code(address: str) -> str:
    """The address as a picture, for a page."""
    import io

    import segno

    drawn = io.BytesIO()
    segno.make(address, micro=False).save(drawn, kind="svg", xmldecl=False, svgns=True, border=0, omitsize=True)
    return drawn.getvalue().decode()


async def keep_api(request: Request) -> Response:
    """Keeps the program's own id and hash, which whoever uses it gets from Telegram."""
    desk = desk_of(request)
    form = {name: str(value).strip() for name, value in (await request.form()).items()}
    try:
        desk.choose(api_id=form.get("api_id", ""), api_hash=form.get("api_hash", ""))
    except DeadSoulsError as error:
        return _page(request, sentence=desk.words.sentence_text(error.sentence), status=FAULT)
    return to(request, "account")


async def begin_login(request: Request) -> Response:
    """Asks again, then shows the code to scan."""
    desk = desk_of(request)
    if desk.login is not None and not desk.login.over:
        return to(request, "account")
    words = desk.words
    if not await confirmed(request, "login"):
        return asked_again(
            request,
            "login",
            words.text("Sign an account in"),
            [
                words.text("Whoever holds this computer and its key can then read what this account reads."),
                words.text("It only reads. Nobody in a chat sees that it does, unless you have it join."),
            ],
        )
    desk.login = Login()
    desk.login.task = asyncio.create_task(_sign_in(desk, desk.login))
    await asyncio.sleep(0.5)  # mostly the code is there by then
    return to(request, "account")


async def _sign_in(desk: Desk, login: Login) -> None:
    from auditor.collect.live.session import Asked as HowAsked
    from auditor.collect.live.session import sign_in

    async def password() -> str:
        login.wants_password = True
        return await login.password

    async def nothing() -> str:
        raise UsageError("The desk signs in by a code that is scanned.")

    def show(address: str) -> None:
        login.address = address

    try:
        key = desk.store.key
        who = desk.reader(lambda: key)
        desk.refused = True
        await sign_in(who, HowAsked(phone=nothing, code=nothing, password=password, show_qr=show), by_qr=True)
        desk.refused = False
    except DeadSoulsError as error:
        login.sentence = desk.words.sentence_text(error.sentence)
    except Exception as error:  # noqa: BLE001 - its words may hold somebody's
        login.sentence = type(error).__name__


async def give_password(request: Request) -> Response:
    """The two-step password of the account; it is kept nowhere."""
    desk = desk_of(request)
    form = await request.form()
    if desk.login is not None and desk.login.wants_password and not desk.login.password.done():
        desk.login.password.set_result(str(form.get("password", "")))
        desk.login.wants_password = False
        await asyncio.sleep(0.5)
    return to(request, "account")


async def stop_login(request: Request) -> Response:
    """Ends a sign-in that is going on."""
    desk = desk_of(request)
    if desk.login is not None and desk.login.task is not None:
        desk.login.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await desk.login.task
        desk.login = None
    return to(request, "account")


async def sign_out(request: Request) -> Response:
    """Asks again, then ends the session at Telegram and removes it here."""
    from auditor.collect.live import session

    desk = desk_of(request)
    if not await confirmed(request, "sign out"):
        said = [desk.words.text("The session ends at Telegram, and its file goes. Audits that were made stay.")]
        return asked_again(request, "sign out", desk.words.text("Sign the account out"), said)
    key = desk.store.key
    await session.sign_out(desk.reader(lambda: key))
    desk.login = None
    return to(request, "account")


async def plan(request: Request) -> Response:
    """Says what can be seen of a chat and what it costs, and reads nothing."""
    from auditor.collect.live.read import plan as planned
    from auditor.collect.live.read import plan_lines
    from auditor.collect.live.session import account
    from auditor.collect.live.target import live_target
    from auditor.collect.live.waits import NORMAL, Pace

    desk = desk_of(request)
    form = {name: str(value).strip() for name, value in (await request.form()).items()}
    typed, discussion = form.get("chat", ""), form.get("discussion") == "yes"
    try:
        target = live_target(typed)
        if target is None:
            return _page(request, sentence=desk.words.text("Write @name, a t.me link, or the number of a chat."),
                         status=FAULT, chat=typed)  # fmt: skip
        key = desk.store.key
        async with account(desk.reader(lambda: key)) as client:
            found = await planned(desk.store, Pace(client, NORMAL), replace(target, discussion=discussion))
    except DeadSoulsError as error:
        desk.refused = isinstance(error, TelegramRefused) and "why" not in error.facts
        return _page(request, sentence=desk.words.sentence_text(error.sentence), status=FAULT, chat=typed)
    return _page(
        request,
        plan=[desk.words.sentence_text(each) for each in plan_lines(*found, NORMAL)],
        chat=typed,
        discussion=discussion,
    )


async def begin(request: Request) -> Response:
    """Reads a chat; becomes a member only where the box that says so was ticked."""
    from auditor.collect.live.target import live_target

    desk = desk_of(request)
    form = {name: str(value).strip() for name, value in (await request.form()).items()}
    chat = form.get("chat", "")
    if live_target(chat) is None:
        raise UsageError(desk.words.text("Write @name, a t.me link, or the number of a chat."))
    asked = Asked(
        kind="chat", name=chat, chat=chat, discussion=form.get("discussion") == "yes",
        join=form.get("join") == "yes", at=desk.clock(),
    )  # fmt: skip
    return to(request, f"runs/{desk.runs.ask(asked).id}")
