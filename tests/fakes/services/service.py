"""What all dialects share: ports, key, money, limits, jobs, results."""

from __future__ import annotations

import json
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.fakes.services import faults
from tests.fakes.services.jobs import Book, Job, State, digest
from tests.fakes.services.pictures import Order, checked_pair
from tests.fakes.services.refusals import BAD, BROKE, BUSY, DENIED, UNKNOWN, Refused
from tests.fakes.services.wire import sha
from tests.fakes.services.world import LARGEST_BODY, StoredFile, World

SETTABLE = "life_s", "credit_usd", "active_limit", "minute_limit", "long_side", "multiple"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Route:
    """Where a handler listens; `kind` is the word of the fault script."""

    role: str
    method: str
    path: str
    kind: str
    handler: Handler


class Service:
    """What all dialects share: ports, key, money, jobs, results.

    Attributes:
        id: the provider's id.
        roles: hosts of its own besides the API, each a port.
        price_usd: of one job.
        life_s: how long a result's address works.
        long_side, multiple: size rule of its answers.
    """

    id = ""
    roles: tuple[str, ...] = ("api", "delivery")
    price_usd = 0.05
    life_s = 3600.0
    long_side: int | None = None
    multiple = 16

    def __init__(self, world: World, key: str, seconds: float) -> None:
        self.world, self.key = world, key
        self.book = Book(seconds)
        self._as_started: dict[str, Any] = {}
        self.origins: dict[str, str] = {}
        self.credit_usd = 100.0
        self.active_limit: int | None = None
        self.minute_limit: int | None = None

    def routes(self) -> list[Route]:
        """Its addresses."""
        raise NotImplementedError

    def refusal(self, refused: Refused) -> web.Response:
        """`refused` in the service's own form."""
        raise NotImplementedError

    def key_of(self, request: web.Request) -> str | None:
        """The key that came with `request`."""
        raise NotImplementedError

    async def start(self, port: int = 0) -> None:
        """Open every port; `port` is the API's."""
        self._as_started = {name: getattr(self, name) for name in SETTABLE}
        routes = self.routes()
        for role in self.roles:
            app = web.Application(client_max_size=LARGEST_BODY)
            for route in routes:
                if route.role == role:
                    app.router.add_route(route.method, route.path, self._serve(route))
            app.router.add_route("*", "/{tail:.*}", self._serve_nothing(role))
            self.origins[role] = await self.world.listen(app, port if role == "api" else 0)

    def renew(self) -> None:
        """Be as it was when it started."""
        self.book.renew()
        for name, value in self._as_started.items():
            setattr(self, name, value)

    def _serve_nothing(self, role: str) -> Handler:
        async def nothing(request: web.Request) -> web.StreamResponse:
            raise Refused(UNKNOWN, f"Not found: {request.method} {request.path}")

        return self._serve(Route(role, "*", "", "unknown", nothing))

    def _serve(self, route: Route) -> Handler:
        async def serve(request: web.Request) -> web.StreamResponse:
            await self.world.note(request, self.id, route.role, route.kind)

            async def run() -> web.StreamResponse:
                try:
                    return await route.handler(request)
                except Refused as refused:
                    return self.refusal(refused)

            fault = self.world.script.for_answer(self.id, route.kind)
            if fault is None:
                return await run()
            return await faults.apply(faults.Scene(fault, request, run, self))

        return serve

    def check_key(self, request: web.Request) -> None:
        """Refused unless the right key came."""
        if self.key_of(request) != self.key:
            raise Refused(DENIED, "Invalid API key")

    def check_room(self) -> None:
        """Refused when a limit or the purse is exhausted."""
        if self.active_limit is not None and self.book.alive() >= self.active_limit:
            raise Refused(BUSY, "Too many active tasks", retry_after=1)
        if self.minute_limit is not None and self.book.since(60) >= self.minute_limit:
            raise Refused(BUSY, "Rate limit reached", retry_after=60)
        if self.credit_usd < self.price_usd:
            raise Refused(BROKE, "Insufficient credits")

    def accept(
        self,
        job_id: str,
        image: bytes | None,
        mask: bytes | None,
        params: dict[str, Any],
        *,
        preset: str = "",
        idempotency_key: str | None = None,
    ) -> Job:
        """Take the job and its money; Refused if the pictures do not fit."""
        order = None
        if image is not None:
            if not preset:
                checked_pair(image, mask)
            order = self._order(image, None if preset else mask, params, preset)
        found = self.world.script.for_job(self.id)
        seconds = found["length"]["seconds"] if "length" in found else self.book.seconds
        job = Job(
            job_id,
            digest(image or b"", mask, params),
            params,
            order,
            seconds,
            idempotency_key,
            found,
        )
        self.credit_usd -= self.price_usd
        return self.book.open(job)

    def _order(
        self, image: bytes, mask: bytes | None, params: dict[str, Any], preset: str
    ) -> Order:
        seed = params.get("seed")
        return Order(
            image,
            mask,
            params.get("prompt") or "",
            uuid.uuid4().int if seed is None else int(seed),
            preset,
            "png" if params.get("output_format") == "png" else "jpeg",
            self.long_side,
            self.multiple,
        )

    def job(self, job_id: str) -> Job:
        """The job of that id; Refused if unknown or lost."""
        job = self.book.jobs.get(job_id)
        if job is None or job.state() is State.LOST:
            raise Refused(UNKNOWN, "Not found")
        return job

    def result_url(self, job: Job) -> str:
        """Where its picture lies: on another host, signed."""
        name = f"{job.id}.{job.suffix()}"
        return f"{self.origins['delivery']}/results/{name}?sig={_signature(job.id)}"

    def output(self, job: Job, form: str) -> object:
        """The result's address in `form`, unless the script wants another."""
        return job.output(self.result_url(job), form)

    async def deliver(self, request: web.Request) -> web.StreamResponse:
        """Handler of the delivery host."""
        job_id = request.match_info["name"].rpartition(".")[0]
        job = self.book.jobs.get(job_id)
        if job is None or job.result_age() > self.life_s or job.state() is not State.DONE:
            return web.Response(status=404, text="Not found")
        if request.query.get("sig") != _signature(job_id):
            return web.Response(status=403, text="Signature does not match")
        body, content_type = await job.picture()
        return web.Response(body=body, content_type=content_type)

    def keep(self, url: str, stored: StoredFile) -> None:
        """Serve `stored` at `url` as an input."""
        self.world.files[url] = stored

    def stored(self, url: str) -> bytes | None:
        """The bytes of an uploaded file; None if nothing (or nothing any more) lies there."""
        found = self.world.files.get(url)
        return found.data if found is not None and found.alive() else None


def _signature(job_id: str) -> str:
    return sha(b"signed " + job_id.encode())[:24]


async def json_body(request: web.Request) -> object:
    """The JSON that came; Refused if it is none, or not called so."""
    if request.content_type != "application/json":
        raise Refused(BAD, "Unsupported media type", [("body", "must be application/json")])
    try:
        return json.loads(await request.read())
    except ValueError as error:
        raise Refused(BAD, "Invalid JSON", [("body", "is not JSON")]) from error
