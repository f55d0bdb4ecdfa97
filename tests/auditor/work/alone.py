"""A worker by itself, in a process that cannot import python-telegram-bot: `python -m tests.auditor.work.alone FOLDER`
asks for one audit, works until it is done, and prints what came of it as JSON.
"""

import asyncio
import contextlib
import json
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import ModuleType

HIDDEN = ("telegram", "bot")


class Hiding(MetaPathFinder):
    """Nothing of the bot can be imported here."""

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> None:
        """Raises for what is hidden, and leaves the rest to others."""
        if name.partition(".")[0] in HIDDEN:
            raise ModuleNotFoundError(f"{name} is hidden here", name=name)


async def main(folder: Path) -> dict[str, object]:
    """Works until the audit is there; the job's state, the audit, and how often it was announced."""
    from auditor.settings import Secret, Settings, account_credentials
    from auditor.work.pool import Pool
    from auditor.work.reading import serve_account
    from auditor.work.workplace import Workplace
    from storage.companion import jobs
    from storage.opening import open_store
    from tests.auditor.collect.live.live_audit import installation
    from tests.telegram.server import LocalTelegram
    from tests.worlds.live import dvk_live

    home, chat = installation(folder), dvk_live(3, 60, username="crowd_3")
    async with LocalTelegram([chat]) as telegram, open_store(home) as store:
        session = Secret(str(telegram.session_file(home / "account.session")))
        settings = Settings(home=home, api_id=1, api_hash=Secret("x"), session=session)
        pool = Pool(home, key=store.key)
        place = Workplace(store=store, pool=pool, uploads=home / "uploads", keep_text=True)
        announced, news = list[int](), asyncio.Event()
        place.subscribers += [lambda: announced.append(place.clock()), news.set]
        asked = await jobs.ask(store, jobs.Request("live", "name:crowd_3", 1, 1, 1, "en"), now=place.clock())
        working = asyncio.create_task(serve_account(place, 1, account_credentials(settings)[0]))
        try:
            async with asyncio.timeout(60):
                while (job := await jobs.find(store, asked.job)) is None or job.state not in jobs.ENDED:
                    await news.wait()
                    news.clear()
        finally:
            working.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await working
            await place.pool.close()
        seen = [name for name in sys.modules if name.partition(".")[0] in HIDDEN]
        return {"state": job.state, "audit": job.audit, "announced": len(announced), "token": settings.bot_token,
                "of the bot": seen}  # fmt: skip


if __name__ == "__main__":
    sys.meta_path.insert(0, Hiding())
    json.dump(asyncio.run(main(Path(sys.argv[1]))), sys.stdout)
