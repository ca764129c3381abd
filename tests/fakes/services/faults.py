"""The script of faults: what goes wrong, at which request, how often, and how it looks.

A script entry is `{"service", "on", "times", "skip", "fault": {"kind", ...}}`:

- `service`: a dialect's id; left out or "any" for all;
- `on`: `create`, `poll`, `fetch` (result), `upload`, `file` (storage, uploaded files), `cancel`,
  `list`, `balance`, `cleanup` (deleting uploads) or `any`;
- `times`: how often (null: always; default 1), `skip`: how many matching requests pass first.

Faults of one answer; `"after": true` lets the service do its work first (accept-then-...):

    delay {seconds}            status {status, body, headers}      refuse {why, message}
    throttle {seconds, told: header|text|nothing}                  cut (RST)
    hang {seconds}             reset, truncate, short, drip {pause} in mid-body
    types, patch {set, drop}   garbage, html {status}, empty {status}, bomb {megabytes}
    redirect {to: elsewhere|file|private|loop|ADDRESS, status}

Faults of one job, taken when it is created:

    ending {word, message, reasons}   running {word, progress}   output {form}
    picture {form, ...}               length {seconds}
"""

from __future__ import annotations

import asyncio
import functools
import gzip
import json
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.services.jobs import OUTPUT_FORMS, State
from tests.fakes.services.pictures import PICTURE_FORMS
from tests.fakes.services.refusals import WHYS, Refused

if TYPE_CHECKING:
    from tests.fakes.services.service import Service

Fault = dict[str, Any]
Run = Callable[[], Awaitable[web.StreamResponse]]
WHEN = {
    "create", "poll", "fetch", "upload", "file", "cancel", "list", "balance", "cleanup", "any",
}  # fmt: skip
JOB_KINDS = {"ending", "running", "output", "picture", "length"}
# The words some faults choose from.
WORDS = {
    "ending": ("word", {state.value for state in State}),
    "output": ("form", set(OUTPUT_FORMS)),
    "picture": ("form", set(PICTURE_FORMS)),
    "refuse": ("why", WHYS),
}
PRIVATE = "http://169.254.169.254/latest/meta-data/"
FILE = "file:///etc/passwd"


@dataclass
class Entry:
    """One line of the script."""

    service: str
    on: str
    fault: Fault
    times: int | None
    skip: int

    def fits(self, service: str, on: str) -> bool:
        """Whether it is about this request."""
        return self.service in (service, "any") and self.on in (on, "any")

    def due(self) -> bool:
        """Whether it strikes now; counts itself down."""
        if self.skip:
            self.skip -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Script:
    """What is still to go wrong, in the order it was told."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, line: dict[str, Any]) -> None:
        """Take one entry; ValueError if it could never strike."""
        fault, on = line["fault"], line.get("on", "any")
        kind = fault["kind"]
        if kind not in KINDS and kind not in JOB_KINDS:
            raise ValueError(f"there is no fault {kind!r}")
        if on not in WHEN or (kind in JOB_KINDS and on not in ("create", "any")):
            raise ValueError(f"{kind} cannot strike on {on!r}")
        wanted = WORDS.get(kind)
        if wanted is not None and fault[wanted[0]] not in wanted[1]:
            raise ValueError(f"{kind}: {fault[wanted[0]]!r} is none of {sorted(wanted[1])}")
        strange = line.keys() - {"service", "on", "times", "skip", "fault"}
        if strange:
            raise ValueError(f"unknown fields {sorted(strange)}")
        service = line.get("service") or "any"
        self.entries.append(Entry(service, on, fault, line.get("times", 1), line.get("skip", 0)))

    def clear(self, service: str | None) -> list[Entry]:
        """Drop what has not struck out, of one service alone or of all; the answer is that."""
        dropped = [entry for entry in self.entries if service in (None, entry.service)]
        self.entries = [entry for entry in self.entries if entry not in dropped]
        return dropped

    def for_answer(self, service: str, on: str) -> Fault | None:
        """The fault of this answer, used up."""
        for entry in self._fitting(service, on):
            if entry.fault["kind"] in KINDS and entry.due():
                self._drop_spent()
                return entry.fault
        return None

    def for_job(self, service: str) -> dict[str, Fault]:
        """The faults of a job created now, by kind, used up."""
        found: dict[str, Fault] = {}
        for entry in self._fitting(service, "create"):
            kind = entry.fault["kind"]
            if kind in JOB_KINDS and kind not in found and entry.due():
                found[kind] = entry.fault
        self._drop_spent()
        return found

    def _fitting(self, service: str, on: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.fits(service, on)]

    def _drop_spent(self) -> None:
        self.entries = [entry for entry in self.entries if entry.times != 0]


@dataclass
class Scene:
    """One request that is about to go wrong."""

    fault: Fault
    request: web.Request
    run: Run
    service: Service
    done: web.StreamResponse | None = None

    async def answer(self) -> web.Response:
        """What the service itself says; it does its work once."""
        if self.done is None:
            self.done = await self.run()
        assert isinstance(self.done, web.Response)
        return self.done

    async def body(self) -> bytes:
        """The bytes of the service's own answer."""
        body = (await self.answer()).body
        return bytes(body) if isinstance(body, bytes | bytearray) else b""

    def raw(self, data: bytes) -> None:
        """Write `data` to the socket as it is."""
        assert self.request.transport is not None
        self.request.transport.write(data)


async def apply(scene: Scene) -> web.StreamResponse:
    """Answer `scene.request` wrongly."""
    if scene.fault.get("after"):
        await scene.answer()
    return await KINDS[scene.fault["kind"]](scene)


def _cut(request: web.Request) -> web.Response:
    """End the connection with RST; the answer is for nobody."""
    transport = request.transport
    if transport is not None:
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()


def _text(status: int, text: str | bytes, kind: str, **headers: str) -> web.Response:
    body = text.encode() if isinstance(text, str) else text
    return web.Response(status=status, body=body, content_type=kind, headers=headers)


async def _delay(scene: Scene) -> web.StreamResponse:
    await asyncio.sleep(scene.fault["seconds"])
    return await scene.answer()


async def _status(scene: Scene) -> web.StreamResponse:
    fault = scene.fault
    body = fault.get("body", "")
    kind = "text/plain" if isinstance(body, str) else "application/json"
    text = body if isinstance(body, str) else json.dumps(body)
    return _text(fault["status"], text, kind, **fault.get("headers", {}))


async def _refuse(scene: Scene) -> web.StreamResponse:
    fault = scene.fault
    return scene.service.refusal(Refused(fault["why"], fault.get("message", "Refused")))


async def _throttle(scene: Scene) -> web.StreamResponse:
    seconds, told = scene.fault.get("seconds", 1), scene.fault.get("told", "header")
    text = f"Request was throttled. Your rate limit resets in ~{seconds}s."
    body = {"detail": text} if told == "text" else {"detail": "Too many requests"}
    response = web.json_response(body, status=429)
    if told == "header":
        response.headers["Retry-After"] = str(seconds)
    return response


async def _cut_now(scene: Scene) -> web.StreamResponse:
    return _cut(scene.request)


async def _hang(scene: Scene) -> web.StreamResponse:
    await asyncio.sleep(scene.fault.get("seconds", 3600))
    return _cut(scene.request)


async def _head(scene: Scene, *, length: bool) -> bytes:
    answer, body = await scene.answer(), await scene.body()
    lines = [f"HTTP/1.1 {answer.status} {answer.reason}", f"Content-Type: {answer.content_type}"]
    lines.append(f"Content-Length: {len(body)}" if length else "Connection: close")
    return "\r\n".join([*lines, "", ""]).encode()


async def _half(scene: Scene, *, length: bool) -> None:
    body = await scene.body()
    scene.raw(await _head(scene, length=length) + body[: len(body) // 2])


async def _reset(scene: Scene) -> web.StreamResponse:
    await _half(scene, length=True)
    await asyncio.sleep(0.02)  # else RST overtakes the half that was written
    return _cut(scene.request)


async def _truncate(scene: Scene) -> web.StreamResponse:
    await _half(scene, length=True)
    return _closed(scene)


async def _short(scene: Scene) -> web.StreamResponse:
    await _half(scene, length=False)
    return _closed(scene)


def _closed(scene: Scene) -> web.Response:
    assert scene.request.transport is not None
    scene.request.transport.close()
    return web.Response()


async def _drip(scene: Scene) -> web.StreamResponse:
    body = await scene.body()
    scene.raw(await _head(scene, length=True))
    for byte in body:
        transport = scene.request.transport
        if transport is None or transport.is_closing():
            break
        transport.write(bytes([byte]))
        await asyncio.sleep(scene.fault.get("pause", 0.05))
    return _closed(scene) if scene.request.transport else web.Response()


def _wrong(value: object) -> object:
    if isinstance(value, str):
        return 12345
    if isinstance(value, list | dict):
        return True
    return {"not": ["what", "was", "promised"]}


async def _types(scene: Scene) -> web.StreamResponse:
    answer = await scene.answer()
    if answer.content_type != "application/json":
        return answer
    value = json.loads(await scene.body())
    turned = {key: _wrong(item) for key, item in value.items()}
    return web.json_response(turned, status=answer.status)


async def _patch(scene: Scene) -> web.StreamResponse:
    answer = await scene.answer()
    if answer.content_type != "application/json":
        return answer
    value = json.loads(await scene.body()) | scene.fault.get("set", {})
    for key in scene.fault.get("drop", ()):
        value.pop(key, None)
    return web.json_response(value, status=answer.status)


async def _garbage(scene: Scene) -> web.StreamResponse:
    return _text((await scene.answer()).status, '{"id": "abc", "status": ', "application/json")


async def _html(scene: Scene) -> web.StreamResponse:
    page = "<!doctype html><title>Just a moment</title><h1>Checking your browser</h1>"
    return _text(scene.fault.get("status", 200), page, "text/html")


async def _empty(scene: Scene) -> web.StreamResponse:
    return _text(scene.fault.get("status", 200), "", "application/json")


@functools.cache
def _spaces(count: int) -> bytes:
    """That many spaces, packed; takes a second for a large bomb."""
    return gzip.compress(b" " * count, 9)


async def _bomb(scene: Scene) -> web.StreamResponse:
    packed = _spaces(int(scene.fault.get("megabytes", 200) * 1e6))
    return _text(200, packed, "application/json", **{"Content-Encoding": "gzip"})


async def _redirect(scene: Scene) -> web.StreamResponse:
    to = scene.fault.get("to", "elsewhere")
    if to == "elsewhere" and scene.request.method == "GET":
        answer = await scene.answer()
        to = scene.service.world.put_elsewhere(await scene.body(), answer.content_type)
    elif to == "elsewhere":
        to = scene.service.world.elsewhere + "/here"
    to = {"file": FILE, "private": PRIVATE, "loop": str(scene.request.url)}.get(to, to)
    return _text(scene.fault.get("status", 302), "", "text/plain", Location=to)


KINDS: dict[str, Callable[[Scene], Awaitable[web.StreamResponse]]] = {
    "delay": _delay,
    "status": _status,
    "refuse": _refuse,
    "throttle": _throttle,
    "cut": _cut_now,
    "hang": _hang,
    "reset": _reset,
    "truncate": _truncate,
    "short": _short,
    "drip": _drip,
    "types": _types,
    "patch": _patch,
    "garbage": _garbage,
    "html": _html,
    "empty": _empty,
    "bomb": _bomb,
    "redirect": _redirect,
}
