"""The one process of the fakes: its ports, its log of every request, its script, its files."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.services.faults import Script
from tests.fakes.services.wire import described

if TYPE_CHECKING:
    from tests.fakes.services.service import Service

HOST = "127.0.0.1"
LARGEST_BODY = 256 * 2**20


@dataclass
class StoredFile:
    """An uploaded file, until it expires or is deleted."""

    id: str
    data: bytes
    content_type: str
    life: float
    at: float = field(default_factory=time.monotonic)

    def alive(self) -> bool:
        """Whether its address still works."""
        return time.monotonic() - self.at < self.life

    def expires_at(self) -> str:
        """When it goes, as services write it."""
        seconds = self.life - (time.monotonic() - self.at)
        return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


class World:
    """Everything one process plays.

    Attributes:
        log: every request of every port, oldest first.
        files: uploaded files by their public address.
    """

    def __init__(self) -> None:
        self.log: list[dict[str, Any]] = []
        self.script = Script()
        self.services: dict[str, Service] = {}
        self.files: dict[str, StoredFile] = {}
        self.elsewhere = ""
        self._left_elsewhere: dict[str, tuple[bytes, str]] = {}
        self._runners: list[web.AppRunner] = []

    async def listen(self, app: web.Application, port: int = 0) -> str:
        """Serve `app` on a port of its own; its origin."""
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, HOST, port)
        await site.start()
        self._runners.append(runner)
        return f"http://{HOST}:{runner.addresses[0][1]}"

    async def open_elsewhere(self) -> None:
        """A stranger's origin, where redirects lead."""
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_route("*", "/{tail:.*}", self._answer_elsewhere)
        self.elsewhere = await self.listen(app)

    def put_elsewhere(self, body: bytes, content_type: str) -> str:
        """The address on the stranger's origin that now answers `body`."""
        path = f"/{uuid.uuid4().hex}"
        self._left_elsewhere[path] = body, content_type
        return self.elsewhere + path

    async def _answer_elsewhere(self, request: web.Request) -> web.StreamResponse:
        await self.note(request, "", "elsewhere", "elsewhere")
        body, content_type = self._left_elsewhere.get(request.path, (b"elsewhere", "text/plain"))
        return web.Response(body=body, content_type=content_type)

    async def note(self, request: web.Request, service: str, role: str, kind: str) -> None:
        """Read the whole request and log it."""
        where = {"service": service, "role": role, "kind": kind, "at": time.time()}
        self.log.append(where | described(request, await request.read()))

    def forget(self) -> None:
        """Be as at the start: no script, log, jobs or files, nothing set."""
        self.script = Script()
        self.log.clear()
        self.files.clear()
        self._left_elsewhere.clear()
        for service in self.services.values():
            service.renew()

    async def close(self) -> None:
        """Close every port."""
        for runner in self._runners:
            await runner.cleanup()
