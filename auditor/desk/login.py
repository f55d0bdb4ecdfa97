"""A sign-in of the account that reads live chats, while it is going on."""

import asyncio
from dataclasses import dataclass, field


@dataclass
class Login:
    """A sign-in that is going on: what is to be scanned, or that a password is asked for, or what came of it."""

    task: "asyncio.Task[None] | None" = None
    address: str = ""
    wants_password: bool = False
    password: "asyncio.Future[str]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    sentence: str = ""

    @property
    def over(self) -> bool:
        """Whether it has come to something."""
        return self.task is not None and self.task.done()
