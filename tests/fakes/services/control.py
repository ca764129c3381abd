"""The control address: what a test or a person tells the fakes, and what it may read.

POST /script   one entry of the fault script (see `faults`)
POST /clear    {"service"} or {}: nothing more goes wrong there; answers what was still to go wrong
POST /finish   {"job": ID} or {}: that job, or all, are at their end now
POST /set      {"service", "job", "seconds", "life", "credit", "active_limit",
               "minute_limit", "long_side", "multiple"}: without a service, all of them
POST /reset    forget script, log, jobs, files and what was set: all is as at the start
GET  /log      every request of every port, oldest first
GET  /accepted every job that was accepted (and billed)
GET  /script   what is still to go wrong
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from aiohttp import web

from tests.fakes.services.service import SETTABLE, Service
from tests.fakes.services.world import World

# What may be set of a service, by the word for it.
OF_A_SERVICE = {name.removesuffix("_s").removesuffix("_usd"): name for name in SETTABLE}


class Control:
    """Handlers of the control address."""

    def __init__(self, world: World) -> None:
        self._world = world

    def app(self) -> web.Application:
        """To be listened to."""
        app = web.Application(middlewares=[_told])
        app.router.add_post("/script", self._script)
        app.router.add_post("/clear", self._clear)
        app.router.add_post("/finish", self._finish)
        app.router.add_post("/set", self._set)
        app.router.add_post("/reset", self._reset)
        app.router.add_get("/log", self._log)
        app.router.add_get("/accepted", self._accepted)
        app.router.add_get("/script", self._remaining)
        return app

    def _services(self, name: str | None) -> list[Service]:
        services = self._world.services
        return list(services.values()) if name is None else [services[name]]

    async def _script(self, request: web.Request) -> web.Response:
        line = await request.json()
        if line.get("service") not in (None, "any", *self._world.services):
            raise ValueError(f"there is no service {line['service']!r}")
        self._world.script.add(line)
        return web.json_response({})

    async def _clear(self, request: web.Request) -> web.Response:
        dropped = self._world.script.clear((await _asked(request)).get("service"))
        return web.json_response([asdict(entry) for entry in dropped])

    async def _finish(self, request: web.Request) -> web.Response:
        wanted = (await _asked(request)).get("job")
        for service in self._services(None):
            for job in service.book.jobs.values():
                if wanted in (None, job.id):
                    job.finish()
        return web.json_response({})

    async def _set(self, request: web.Request) -> web.Response:
        wish = await _asked(request)
        strange = wish.keys() - {"service", "job", "seconds", *OF_A_SERVICE}
        if strange:
            raise ValueError(f"unknown fields {sorted(strange)}")
        for service in self._services(wish.get("service")):
            _change(service, wish)
        return web.json_response({})

    async def _reset(self, request: web.Request) -> web.Response:
        self._world.forget()
        return web.json_response({})

    async def _log(self, request: web.Request) -> web.Response:
        return web.json_response(self._world.log)

    async def _accepted(self, request: web.Request) -> web.Response:
        records = [
            job.record(service.id)
            for service in self._services(None)
            for job in service.book.jobs.values()
        ]
        return web.json_response(sorted(records, key=lambda record: record["at"]))

    async def _remaining(self, request: web.Request) -> web.Response:
        return web.json_response([asdict(entry) for entry in self._world.script.entries])


def _change(service: Service, wish: dict[str, Any]) -> None:
    for word, name in OF_A_SERVICE.items():
        if word in wish:
            setattr(service, name, wish[word])
    if "seconds" not in wish:
        return
    if "job" not in wish:
        service.book.seconds = wish["seconds"]
    elif wish["job"] in service.book.jobs:
        service.book.jobs[wish["job"]].seconds = wish["seconds"]


async def _asked(request: web.Request) -> dict[str, Any]:
    value = json.loads(await request.text() or "{}")
    if not isinstance(value, dict):
        raise TypeError("an object is wanted")
    return value


@web.middleware
async def _told(request: web.Request, handler: Any) -> web.StreamResponse:
    """Mistakes of the asker come back as 400 with the reason."""
    try:
        return await handler(request)
    except (KeyError, ValueError, TypeError) as error:
        return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
