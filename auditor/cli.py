"""`deadsouls`: the group of the commands, and what becomes of whatever goes wrong in one of them."""

import atexit
import gc
import logging
import sys
from pathlib import Path

import click

from auditor.commands.audit import audit
from auditor.commands.doctor import doctor
from auditor.commands.export import export
from auditor.commands.farms import farms
from auditor.commands.forget import forget
from auditor.commands.login import login
from auditor.commands.measures import measures
from auditor.commands.passphrase import passphrase
from auditor.commands.privacy import privacy
from auditor.commands.show import show
from auditor.commands.watch import watch
from auditor.commands.wave import wave
from auditor.desk.command import desk
from auditor.doors.outlet import Outlets
from auditor.doors.speaking import click_speaks, in_language, language_of, spoken, tell
from auditor.errors import DeadSoulsError, Sentence, UsageError
from auditor.typed import as_text
from auditor.version import __version__

GARBAGE_AFTER = 100_000
"""So many new objects are looked through for circles at once: Python's 700 look through all that is being loaded, again
and again, and find nothing."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="deadsouls")
def deadsouls() -> None:
    """Measures whether the crowd in a Telegram chat is real.

    \b
    deadsouls audit ChatExport_2018-04-11/
    deadsouls show "Активисты ДВК" --lang ru
    """


for command in (
    audit, desk, doctor, export, farms, forget, login, measures, passphrase, privacy, show, watch, wave,
):  # fmt: skip
    deadsouls.add_command(command)


def _one_line(sentence: str) -> str:
    """The sentence without line breaks, control and direction characters, which names out of a file may hold."""
    return "".join(letter if letter.isprintable() else " " for letter in as_text(sentence))


def main() -> None:
    """Runs the command; whatever goes wrong is one sentence on standard error, and an exit code."""
    outlets = Outlets()
    gc.set_threshold(GARBAGE_AFTER)
    atexit.register(gc.freeze)  # what was loaded ends with the process; to look for circles in it takes a third of it
    language = language_of(sys.argv[1:])
    with click_speaks(language):
        code = _run(language)
    sys.exit(outlets.end(code, language))


def _run(language: str) -> int:
    logging.getLogger().addHandler(logging.NullHandler())  # what libraries log may hold what was read
    try:
        spoken(deadsouls, language)(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except DeadSoulsError as error:
        click.echo(f"deadsouls: {_one_line(in_language(error.sentence, language))}", err=True)
        return 2 if isinstance(error, UsageError) else 1
    except (KeyboardInterrupt, click.Abort):
        tell(Sentence("deadsouls: interrupted; nothing of this run is kept."), language, err=True)
        return 130
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception as error:  # noqa: BLE001 - a traceback would show what was read
        unforeseen = Sentence(
            "deadsouls: stopped by what nobody foresaw ({whence}); what was kept before is kept. Run the same command"
            " again; if it happens again, please report this line.",
            whence=_whence(error),
        )
        tell(unforeseen, language, err=True)
        return 1
    return 0


def _whence(error: BaseException) -> str:
    """What it is and where it broke, without its words: the innermost line of this program."""
    import traceback

    room = str(Path(__file__).parent.parent)
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(room)]
    place = f" in {Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{place}"


if __name__ == "__main__":
    main()
