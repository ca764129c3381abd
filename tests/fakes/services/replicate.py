"""Replicate's API: predictions, files, lists."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import secrets
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from tests.fakes.services import refusals
from tests.fakes.services.jobs import ALIVE, Job, State
from tests.fakes.services.refusals import BAD, NUMBER, PRESETS, Refused, Rule, check
from tests.fakes.services.service import Route, Service, json_body
from tests.fakes.services.wire import form_parts
from tests.fakes.services.world import StoredFile

MODEL = "black-forest-labs/flux-fill-pro"
PAGE = 100
LARGEST_FILE = 100 * 2**20
FILE_LIFE_S = 24 * 3600.0
ALPHABET = "abcdefghjkmnpqrstvwxyz0123456789"
NO_PRESET = "None"
TOP = {
    "input": Rule(dict, required=True),
    "webhook": Rule(str),
    "webhook_events_filter": Rule(list),
    "stream": Rule(bool),
}
RULES = {
    "image": Rule(str, required=True),
    "mask": Rule(str),
    "prompt": Rule(str, required=True),
    "steps": Rule(int, 15, 50),
    "guidance": Rule(NUMBER, 1.5, 100),
    "outpaint": Rule(str, choices=(NO_PRESET, *PRESETS)),
    "output_format": Rule(str, choices=("jpg", "png")),
    "safety_tolerance": Rule(int, 1, 6),
    "prompt_upsampling": Rule(bool),
    "seed": Rule(int),
}
CODES = {
    refusals.DENIED: (401, "Unauthenticated"),
    refusals.FORBIDDEN: (403, "Forbidden"),
    refusals.BROKE: (402, "Insufficient credit"),
    refusals.QUOTA: (402, "Insufficient credit"),
    refusals.BUSY: (429, "Too Many Requests"),
    refusals.BAD: (422, "Input validation failed"),
    refusals.UNKNOWN: (404, "Not found"),
    refusals.TOO_LARGE: (413, "Payload too large"),
    refusals.DOWN: (503, "Service unavailable"),
}
WORDS = {
    State.QUEUED: "starting",
    State.RUNNING: "processing",
    State.DONE: "succeeded",
    State.REMOVED: "succeeded",
    State.FAILED: "failed",
    State.ERROR: "failed",
    State.MODERATED_INPUT: "failed",
    State.MODERATED_OUTPUT: "failed",
    State.CANCELLED: "canceled",
    State.ABORTED: "aborted",
}
TEXTS = {
    State.FAILED: "E1000: Prediction failed for an unknown reason.",
    State.ERROR: "E6716: Timeout starting the prediction.",
    State.MODERATED_INPUT: "The input was flagged as sensitive. Please try again. (E005)",
    State.MODERATED_OUTPUT: "NSFW content detected. Try running it again. (E005)",
}


class Replicate(Service):
    """The dialect of `api.replicate.com`; answers fit 1440 px, results live an hour."""

    id = "replicate"
    prefix = "/v1"
    created_code = 201
    upstream = ""  # origin that `urls` name; its own if empty
    long_side = 1440

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.minute_limit = 600

    def routes(self) -> list[Route]:
        files = "/v1/files"
        return [
            *self.prediction_routes(),
            Route("api", "GET", "/v1/predictions", "list", self.listed),
            Route("api", "POST", "/v1/predictions/{id}/cancel", "cancel", self.cancel),
            Route("api", "GET", "/v1/account", "balance", self.account),
            Route("api", "POST", files, "upload", self.upload),
            Route("api", "GET", files + "/{id}", "file", self.file),
            Route("api", "DELETE", files + "/{id}", "cleanup", self.delete),
        ]

    def prediction_routes(self) -> list[Route]:
        """What the gateways offer too."""
        model = f"{self.prefix}/models/{MODEL}/predictions"
        return [
            Route("api", "POST", model, "create", self.create),
            Route("api", "GET", self.prefix + "/predictions/{id}", "poll", self.poll),
            Route("delivery", "GET", "/results/{name}", "fetch", self.deliver),
        ]

    def key_of(self, request: web.Request) -> str | None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        return key if scheme == "Bearer" else None

    def refusal(self, refused: Refused) -> web.Response:
        status, title = CODES[refused.why]
        body: dict[str, Any] = {"title": title, "detail": refused.message, "status": status}
        if refused.why == refusals.DENIED:
            body["detail"] = "You did not pass a valid authentication token"
        if refused.why == refusals.BUSY:
            seconds = round(refused.retry_after or 1)
            body["detail"] = f"Request was throttled. Your rate limit resets in ~{seconds}s."
        if refused.problems:
            body["detail"] = "".join(f"- {name}: {text}\n" for name, text in refused.problems)
            body["invalid_fields"] = [
                {"type": "invalid", "field": name, "description": text}
                for name, text in refused.problems
            ]
        return web.json_response(body, status=status)

    async def create(self, request: web.Request) -> web.StreamResponse:
        self.check_key(request)
        body = check(await json_body(request), TOP)
        params = check(body["input"], RULES, "input.")
        self.check_room()
        preset = params.get("outpaint", NO_PRESET)
        image = self._picture(params["image"])
        mask = self._picture(params["mask"]) if "mask" in params and preset == NO_PRESET else None
        sent = {key: value for key, value in params.items() if key not in ("image", "mask")}
        given = "" if preset == NO_PRESET else preset
        job = self.accept(new_id(), image, mask, sent, preset=given)
        job.input = dict(params)
        await self._waited(job, request.headers.get("Prefer", ""))
        return web.json_response(self.told(job), status=self.created_code)

    async def _waited(self, job: Job, prefer: str) -> None:
        word, _, seconds = prefer.partition("=")
        if word != "wait":
            return
        try:
            async with asyncio.timeout(min(60.0, float(seconds or 60))):
                while job.state() in ALIVE:  # noqa: ASYNC110  its end is the clock's matter
                    await asyncio.sleep(0.01)
        except TimeoutError:
            return

    def _picture(self, address: str) -> bytes | None:
        if address.startswith("data:"):
            return _data_uri(address)
        if not address.startswith(("http://", "https://")):
            raise Refused(BAD, "Invalid uri", [("input.image", "Does not match format 'uri'")])
        return self.stored(address)

    def told(self, job: Job) -> dict[str, Any]:
        """The prediction object."""
        state = job.state()
        if state is State.DONE and job.result_age() > self.life_s:
            state = State.REMOVED
        gone = state is State.REMOVED
        running = job.faults.get("running", {}) if state in ALIVE else {}
        address = f"{self.upstream or self.origins['api']}/v1/predictions/{job.id}"
        return {
            "id": job.id,
            "model": MODEL,
            "version": "hidden",
            "input": {} if gone else job.input,
            "logs": "" if gone else _logs(job),
            "output": self.output(job, "string") if state is State.DONE else None,
            "data_removed": gone,
            "error": self._error(job, state),
            "status": running.get("word", WORDS[state]),
            "created_at": job.created_at(),
            "metrics": {} if state in ALIVE else {"predict_time": job.seconds},
            "urls": {
                "get": address,
                "cancel": address + "/cancel",
                "web": f"https://replicate.com/p/{job.id}",
            },
        }

    def _error(self, job: Job, state: State) -> str | None:
        if state not in TEXTS:
            return None
        if job.order is None:
            return "Could not download the input image."
        return str(job.faults.get("ending", {}).get("message", TEXTS[state]))

    async def poll(self, request: web.Request) -> web.StreamResponse:
        self.check_key(request)
        return web.json_response(self.told(self.job(request.match_info["id"])))

    async def cancel(self, request: web.Request) -> web.StreamResponse:
        self.check_key(request)
        job = self.job(request.match_info["id"])
        job.cancelled = job.cancelled or job.state() in ALIVE
        return web.json_response(self.told(job))

    async def listed(self, request: web.Request) -> web.StreamResponse:
        self.check_key(request)
        start = int(request.query.get("cursor", 0))
        after = _moment(request.query.get("created_after", "1970-01-01T00:00:00Z"))
        known = [job for job in self.book.newest_first() if job.state() is not State.LOST]
        jobs = [job for job in known if job.at >= after]
        rest = {name: value for name, value in request.query.items() if name != "cursor"}
        address = f"{self.origins['api']}/v1/predictions?{urlencode(rest)}&cursor="
        return web.json_response(
            {
                "previous": f"{address}{max(0, start - PAGE)}" if start else None,
                "next": f"{address}{start + PAGE}" if start + PAGE < len(jobs) else None,
                "results": [self.told(job) for job in jobs[start : start + PAGE]],
            }
        )

    async def account(self, request: web.Request) -> web.StreamResponse:
        self.check_key(request)
        return web.json_response({"type": "user", "username": "painter", "name": "A Painter"})

    async def upload(self, request: web.Request) -> web.StreamResponse:
        self.check_key(request)
        body = await request.read()
        part = form_parts(request.headers.get("Content-Type", ""), body).get("content")
        if part is None or not part.data:
            raise Refused(BAD, "Missing content", [("content", "is required")])
        if len(part.data) > LARGEST_FILE:
            raise Refused(refusals.TOO_LARGE, "File too large")
        kind = part.content_type or "application/octet-stream"
        stored = StoredFile(new_id(), part.data, kind, FILE_LIFE_S)
        address = f"{self.origins['api']}/v1/files/{stored.id}"
        self.keep(address, stored)
        return web.json_response(_file_told(stored, address, part.filename), status=201)

    async def file(self, request: web.Request) -> web.StreamResponse:
        self.check_key(request)
        address = self._file_address(request)
        return web.json_response(_file_told(self.world.files[address], address, None))

    async def delete(self, request: web.Request) -> web.StreamResponse:
        self.check_key(request)
        del self.world.files[self._file_address(request)]
        return web.Response(status=204)

    def _file_address(self, request: web.Request) -> str:
        address = f"{self.origins['api']}{request.path}"
        if address not in self.world.files:
            raise Refused(refusals.UNKNOWN, "Not found")
        return address


def new_id() -> str:
    """A prediction's id, in the form of the documented ones."""
    return "".join(secrets.choice(ALPHABET) for _ in range(26))


def _moment(text: str) -> float:
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError as error:
        raise Refused(BAD, "Invalid date", [("created_after", "is not a date-time")]) from error


def _data_uri(address: str) -> bytes:
    head, _, data = address.partition(",")
    try:
        assert head.endswith(";base64")
        return base64.b64decode(data, validate=True)
    except (binascii.Error, AssertionError) as error:
        raise Refused(BAD, "Invalid data URI", [("input", "is not a data URI")]) from error


def _file_told(stored: StoredFile, address: str, name: str | None) -> dict[str, Any]:
    checksum = hashlib.sha256(stored.data).hexdigest()
    return {
        "id": stored.id,
        "name": name or "file",
        "content_type": stored.content_type,
        "size": len(stored.data),
        "etag": checksum[:32],
        "checksums": {"sha256": checksum},
        "metadata": {},
        "created_at": datetime.now(UTC).isoformat(),
        "expires_at": stored.expires_at(),
        "urls": {"get": address},
    }


def _logs(job: Job) -> str:
    """Progress bars, the only sign of progress there is."""
    steps = int(job.sent.get("steps", 50))
    done = int(steps * job.share())
    percent = 100 * done // steps
    bar = f"{percent:3d}%|{'#' * (percent // 10):10}| {done}/{steps}"
    return f"Using seed: {job.sent.get('seed')}\n{bar} [00:01<00:01,  9.00it/s]\n"
