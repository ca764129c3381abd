"""Black Forest Labs' own API: bare Base64 in, a polling address back."""

from __future__ import annotations

import base64
import binascii
import uuid
from typing import Any

from aiohttp import web

from tests.fakes.services import refusals
from tests.fakes.services.jobs import Job, State
from tests.fakes.services.refusals import BAD, NUMBER, Refused, Rule, check
from tests.fakes.services.service import Route, Service, json_body

LARGEST_BASE64 = 20 * 2**20
RULES = {
    "image": Rule(str, high=LARGEST_BASE64, required=True),
    "mask": Rule(str, high=LARGEST_BASE64, nullable=True),
    "prompt": Rule(str, nullable=True),
    "steps": Rule(int, 15, 50, nullable=True),
    "prompt_upsampling": Rule(bool, nullable=True),
    "seed": Rule(int, nullable=True),
    "guidance": Rule(NUMBER, 1.5, 100, nullable=True),
    "output_format": Rule(str, choices=("jpeg", "png"), nullable=True),
    "safety_tolerance": Rule(int, 0, 6),
    "webhook_url": Rule(str, 1, 2083, nullable=True),
    "webhook_secret": Rule(str, nullable=True),
}
CODES = {
    refusals.DENIED: 403,
    refusals.FORBIDDEN: 403,
    refusals.BROKE: 402,
    refusals.QUOTA: 402,
    refusals.BUSY: 429,
    refusals.BAD: 422,
    refusals.UNKNOWN: 404,
    refusals.DOWN: 503,
}
WORDS = {
    State.QUEUED: "Pending",
    State.RUNNING: "Pending",
    State.DONE: "Ready",
    State.REMOVED: "Ready",
    State.FAILED: "Error",
    State.ERROR: "Error",
    State.CANCELLED: "Error",
    State.ABORTED: "Error",
    State.MODERATED_INPUT: "Request Moderated",
    State.MODERATED_OUTPUT: "Content Moderated",
}


class Bfl(Service):
    """The dialect of `api.bfl.ai`; at most 24 active tasks, results for ten minutes."""

    id = "bfl"
    life_s = 600.0

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.active_limit = 24

    def routes(self) -> list[Route]:
        return [
            Route("api", "POST", "/v1/flux-pro-1.0-fill", "create", self.create),
            Route("api", "GET", "/v1/get_result", "poll", self.poll),
            Route("api", "GET", "/v1/credits", "balance", self.balance),
            Route("delivery", "GET", "/results/{name}", "fetch", self.deliver),
        ]

    def key_of(self, request: web.Request) -> str | None:
        return request.headers.get("x-key")

    def refusal(self, refused: Refused) -> web.Response:
        detail: object = refused.message
        if refused.why == refusals.DENIED:
            detail = "Not authenticated - Invalid Authentication"
        if refused.problems:
            detail = [
                {"loc": ["body", *name.split(".")], "msg": text, "type": "value_error"}
                for name, text in refused.problems
            ]
        return web.json_response({"detail": detail}, status=CODES[refused.why])

    async def create(self, request: web.Request) -> web.StreamResponse:
        self.check_key(request)
        params = check(await json_body(request), RULES)
        self.check_room()
        image, mask = _picture(params, "image"), _picture(params, "mask")
        assert image is not None
        sent = {key: value for key, value in params.items() if key not in ("image", "mask")}
        job = self.accept(str(uuid.uuid4()), image, mask, sent)
        if params.get("webhook_url"):
            answer = {"id": job.id, "status": "Pending", "webhook_url": params["webhook_url"]}
            return web.json_response(answer)
        address = f"{self.origins['api']}/v1/get_result?id={job.id}"
        cost = {"cost": self.price_usd * 100, "input_mp": None, "output_mp": None}
        return web.json_response({"id": job.id, "polling_url": address, **cost})

    async def poll(self, request: web.Request) -> web.StreamResponse:
        if self.key_of(request) not in (None, self.key):
            self.check_key(request)
        job = self.book.jobs.get(request.query.get("id", ""))
        if job is None or job.state() is State.LOST:
            lost = {"id": request.query.get("id"), "status": "Task not found", "result": None}
            return web.json_response(lost)
        return web.json_response(self._told(job))

    def _told(self, job: Job) -> dict[str, Any]:
        state = job.state()
        told: dict[str, Any] = {"id": job.id, "status": WORDS[state], "result": None}
        told |= {"progress": None, "details": None, "preview": None}
        if state in (State.QUEUED, State.RUNNING):
            running = job.faults.get("running", {})
            told["status"] = running.get("word", "Pending")
            told["progress"] = running.get("progress", round(job.share(), 3))
        elif state is State.DONE:
            told["result"] = {"sample": self.output(job, "string"), "seed": job.sent.get("seed")}
            told["result"]["prompt"] = job.sent.get("prompt") or ""
        elif state in (State.MODERATED_INPUT, State.MODERATED_OUTPUT):
            reasons = job.faults["ending"].get("reasons", ["Derivative Works Filter"])
            told["details"] = {"Moderation Reasons": reasons}
        elif state is not State.REMOVED:
            ending = job.faults.get("ending", {})
            told["details"] = {"error": ending.get("message", "Generation failed")}
        return told

    async def balance(self, request: web.Request) -> web.StreamResponse:
        self.check_key(request)
        return web.json_response({"credits": round(self.credit_usd * 100, 2)})


def _picture(params: dict[str, Any], name: str) -> bytes | None:
    text = params.get(name)
    if text is None:
        return None
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Refused(BAD, "Invalid image", [(name, "is not Base64")]) from error
