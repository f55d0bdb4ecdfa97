"""The companion hears by webhook, where a public address is set, as it does by asking."""

import socket
from contextlib import closing
from pathlib import Path

from auditor.report.statements.wording import wording
from bot.commands.every import COMMANDS
from bot.commands.help import help_text
from tests.bot.running import companion
from tests.worlds import live


async def test_an_update_that_telegram_delivers_is_answered(tmp_path: Path) -> None:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    chat = live.dvk_live(1, 60)
    async with companion(tmp_path, [chat], webhook_url=f"http://127.0.0.1:{port}", webhook_port=port) as running:
        person = running.person("ru")
        person.says("/help")
        answer = await person.answer(timeout=15)
        assert answer.html == help_text(COMMANDS, wording("ru"), operator=False).html
        assert running.api.webhook is not None
        assert running.api.webhook.secret
