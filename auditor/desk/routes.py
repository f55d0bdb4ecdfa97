"""Which page of the desk is where. Whoever asks has been let in by the guard before."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount, Route

from auditor.desk import accounts, audits, choices, exploring, starting, statements
from auditor.desk.desk import Desk
from auditor.desk.pages import fault
from auditor.errors import DeadSoulsError

PAGES = (
    Route("/", starting.start),
    Route("/files", starting.take_file, methods=["POST"]),
    Route("/paths", starting.take_path, methods=["POST"]),
    Route("/runs/{run}", starting.show_run),
    Route("/runs/{run}/far", starting.tell_run),
    Route("/runs/{run}/page", starting.show_found),
    Route("/runs/{run}/stop", starting.stop_run, methods=["POST"]),
    Route("/runs/{run}/again", starting.again, methods=["POST"]),
    Route("/runs/{run}/forget", starting.forget_run, methods=["POST"]),
    Route("/audits", audits.show_list),
    Route("/audits/{audit:int}", audits.show_audit),
    Route("/audits/{audit:int}/page", audits.open_page),
    Route("/audits/{audit:int}/trend", audits.open_trend),
    Route("/audits/{audit:int}/wave", audits.show_wave),
    Route("/audits/{audit:int}/files/{file}", audits.save_file),
    Route("/audits/{audit:int}/people", exploring.people),
    Route("/audits/{audit:int}/people.csv", exploring.save_people),
    Route("/audits/{audit:int}/adders", exploring.adders),
    Route("/audits/{audit:int}/episodes", exploring.episodes),
    Route("/compare", audits.compare),
    Route("/farms", audits.search_farms, methods=["POST"]),
    Route("/statement", statements.show),
    Route("/statement", statements.make, methods=["POST"]),
    Route("/account", accounts.show),
    Route("/account/api", accounts.keep_api, methods=["POST"]),
    Route("/account/login", accounts.begin_login, methods=["POST"]),
    Route("/account/password", accounts.give_password, methods=["POST"]),
    Route("/account/stop", accounts.stop_login, methods=["POST"]),
    Route("/account/out", accounts.sign_out, methods=["POST"]),
    Route("/account/plan", accounts.plan, methods=["POST"]),
    Route("/account/audit", accounts.begin, methods=["POST"]),
    Route("/settings", choices.show),
    Route("/settings", choices.keep, methods=["POST"]),
    Route("/settings/key", choices.back_up, methods=["POST"]),
    Route("/settings/forget", choices.forget_person, methods=["POST"]),
)


def pages(desk: Desk) -> Starlette:
    """The pages, under the desk's own path."""
    application = Starlette(
        routes=[Mount(desk.doors.room, routes=[*PAGES])],
        exception_handlers={
            DeadSoulsError: fault,
            HTTPException: fault,
            exploring.NotThereYet: exploring.wait_for_rows,
        },
    )
    application.state.desk = desk
    return application
