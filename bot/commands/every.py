"""Every command, in the order in which /help lists them: as people need them, those of operators last."""

from bot.commands.access import ALLOW, DENY
from bot.commands.audit import AUDIT
from bot.commands.cancel import CANCEL
from bot.commands.compare import COMPARE
from bot.commands.export import EXPORT
from bot.commands.forget import FORGET
from bot.commands.help import help_with
from bot.commands.language import LANGUAGE
from bot.commands.me import ME
from bot.commands.privacy import PRIVACY
from bot.commands.queue import QUEUE
from bot.commands.report import REPORT
from bot.commands.start import START
from bot.commands.status import STATUS
from bot.commands.watch import UNWATCH, WATCH, WATCHES
from bot.commands.wave import WAVE
from bot.talk import Command

HELP = help_with(lambda: COMMANDS)

COMMANDS: tuple[Command, ...] = (
    START,
    AUDIT,
    STATUS,
    CANCEL,
    REPORT,
    EXPORT,
    COMPARE,
    WAVE,
    WATCH,
    WATCHES,
    UNWATCH,
    ME,
    FORGET,
    PRIVACY,
    LANGUAGE,
    HELP,
    ALLOW,
    DENY,
    QUEUE,
)
