"""Eachlabs v1: addresses only, presigned uploads, ten jobs at once."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from tests.fakes.services import refusals
from tests.fakes.services.jobs import ALIVE, Job, State
from tests.fakes.services.refusals import BAD, NUMBER, Refused, Rule, check
from tests.fakes.services.service import Route, Service, json_body
from tests.fakes.services.world import StoredFile

DAY_S = 24 * 3600.0
LARGEST_UPLOAD = 100 * 2**20
TOP = {
    "model": Rule(str, required=True),
    "version": Rule(str),
    "input": Rule(dict, required=True),
    "webhook_url": Rule(str),
    "webhook_secret": Rule(str),
}
RULES = {
    "prompt": Rule(str, required=True),
    "image": Rule(str, required=True),
    "mask": Rule(str, required=True),
    "seed": Rule(int),
    "steps": Rule(int, 1, 50),
    "prompt_upsampling": Rule(bool),
    "guidance": Rule(NUMBER, 2, 5),
    "safety_tolerance": Rule(int, 1, 6),
    "output_format": Rule(str, choices=("jpg", "png")),
}
PRESIGN = {
    "content_type": Rule(str, choices=("image/png", "image/jpeg", "image/webp"), required=True),
    "file_type": Rule(str, choices=("image",), required=True),
    "expires_in_seconds": Rule(int, 60, 365 * DAY_S),
    "ttl_days": Rule(int, 1, 365),
}
CODES = {
    refusals.DENIED: 401,
    refusals.FORBIDDEN: 403,
    refusals.BROKE: 402,
    refusals.QUOTA: 402,
    refusals.BUSY: 429,
    refusals.BAD: 400,
    refusals.UNKNOWN: 404,
    refusals.DOWN: 503,
}
WORDS = {
    State.QUEUED: "starting",
    State.RUNNING: "processing",
    State.DONE: "success",
    State.REMOVED: "success",
    State.FAILED: "failed",
    State.ERROR: "error",
    State.MODERATED_INPUT: "error",
    State.MODERATED_OUTPUT: "error",
    State.CANCELLED: "cancelled",
    State.ABORTED: "cancelled",
}
TEXTS = {
    State.FAILED: "The prediction failed",
    State.ERROR: "Internal error",
    State.MODERATED_INPUT: "Input rejected by the safety filter",
    State.MODERATED_OUTPUT: "NSFW content detected in the output",
}


class Eachlabs(Service):
    """The dialect of `api.eachlabs.ai`; storage for uploads and CDN are other hosts."""

    id = "eachlabs"
    roles = ("api", "delivery", "storage")
    life_s = 180 * DAY_S

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.active_limit, self.minute_limit = 10, 100
        self._promised: dict[str, StoredFile] = {}

    def routes(self) -> list[Route]:
        prediction = "/v1/prediction"
        return [
            Route("api", "POST", prediction, "create", self.create),
            Route("api", "POST", prediction + "/", "create", self.create),
            Route("api", "GET", prediction + "/{id}", "poll", self.poll),
            Route("api", "POST", prediction + "/{id}/cancel", "cancel", self.cancel),
            Route("api", "POST", "/v1/upload/presign", "upload", self.presign),
            Route("api", "DELETE", "/v1/upload/{id}", "cleanup", self.delete),
            Route("storage", "PUT", "/uploads/{id}", "file", self.put),
            Route("delivery", "GET", "/uploads/{id}", "file", self.uploaded),
            Route("delivery", "GET", "/results/{name}", "fetch", self.deliver),
        ]

    def key_of(self, request: web.Request) -> str | None:
        return request.headers.get("X-API-Key")

    def refusal(self, refused: Refused) -> web.Response:
        details = "; ".join(f"{name} {text}" for name, text in refused.problems)
        body = {"status": "error", "message": refused.message, "details": details}
        headers = {}
        if refused.why == refusals.BUSY:
            headers["Retry-After"] = str(round(refused.retry_after or 1))
        if refused.why == refusals.BROKE:
            body["error_code"] = "INSUFFICIENT_BALANCE"
        return web.json_response(body, status=CODES[refused.why], headers=headers)

    async def create(self, request: web.Request) -> web.StreamResponse:
        self.check_key(request)
        body = check(await json_body(request), TOP)
        if body["model"] != "flux-fill-pro":
            raise Refused(refusals.UNKNOWN, "Unknown model")
        params = check(body["input"], RULES, "input.")
        self.check_room()
        image, mask = self._picture(params, "image"), self._picture(params, "mask")
        sent = {key: value for key, value in params.items() if key not in ("image", "mask")}
        job = self.accept(str(uuid.uuid4()), image, mask, sent)
        told = {"status": "success", "message": "Prediction created", "predictionID": job.id}
        return web.json_response(told)

    def _picture(self, params: dict[str, Any], name: str) -> bytes | None:
        """An uploaded picture; our own CDN is the one loopback address that is let in."""
        address = params[name]
        if address.startswith(self.origins["delivery"] + "/"):
            return self.stored(address)
        parts = urlsplit(address)
        if parts.scheme != "https" or parts.hostname in ("localhost", "127.0.0.1", None):
            problem = (f"input.{name}", "must be a public HTTPS URL")
            raise Refused(BAD, "Invalid input", [problem])
        return None

    async def poll(self, request: web.Request) -> web.StreamResponse:
        self.check_key(request)
        return web.json_response(self._told(self.job(request.match_info["id"])))

    def _told(self, job: Job) -> dict[str, Any]:
        state = job.state()
        running = job.faults.get("running", {}) if state in ALIVE else {}
        told: dict[str, Any] = {
            "predictionID": job.id,
            "status": running.get("word", WORDS[state]),
            "output": self.output(job, "string") if state is State.DONE else "",
            "logs": None,
            "metrics": {"predict_time": 0 if state in ALIVE else job.seconds},
        }
        if state in TEXTS:
            text = TEXTS[state] if job.order else "Could not download the input"
            told["message"] = job.faults.get("ending", {}).get("message", text)
            told["details"] = ""
        return told

    async def cancel(self, request: web.Request) -> web.StreamResponse:
        self.check_key(request)
        job = self.job(request.match_info["id"])
        job.cancelled = job.cancelled or job.state() in ALIVE
        return web.json_response({"status": "cancelled", "predictionID": job.id})

    async def presign(self, request: web.Request) -> web.StreamResponse:
        self.check_key(request)
        wish = check(await json_body(request), PRESIGN)
        life = wish.get("expires_in_seconds") or wish.get("ttl_days", 180) * DAY_S
        stored = StoredFile(uuid.uuid4().hex, b"", wish["content_type"], float(life))
        self._promised[stored.id] = stored
        told = {
            "id": stored.id,
            "presigned_url": f"{self.origins['storage']}/uploads/{stored.id}?X-Amz-Signature=1f",
            "public_url": f"{self.origins['delivery']}/uploads/{stored.id}",
            "expires_at": stored.expires_at(),
            "required_headers": self._required(stored),
        }
        return web.json_response(told, status=201)

    def _required(self, stored: StoredFile) -> dict[str, str]:
        return {"Content-Type": stored.content_type, "x-amz-meta-file-id": stored.id}

    async def put(self, request: web.Request) -> web.StreamResponse:
        stored = self._promised.get(request.match_info["id"])
        required = self._required(stored) if stored else {}
        wrong = any(request.headers.get(name) != value for name, value in required.items())
        if stored is None or wrong or "X-Amz-Signature" not in request.query:
            return web.Response(
                status=403, text="<Error><Code>SignatureDoesNotMatch</Code></Error>"
            )
        if any(self.key in value for value in request.headers.values()):
            return web.Response(status=400, text="<Error><Code>InvalidArgument</Code></Error>")
        stored.data = await request.read()
        if not 0 < len(stored.data) <= LARGEST_UPLOAD:
            return web.Response(status=400, text="<Error><Code>EntityTooLarge</Code></Error>")
        self.keep(f"{self.origins['delivery']}/uploads/{stored.id}", stored)
        return web.Response()

    async def uploaded(self, request: web.Request) -> web.StreamResponse:
        data = self.stored(f"{self.origins['delivery']}{request.path}")
        return web.Response(body=data) if data is not None else web.Response(status=404)

    async def delete(self, request: web.Request) -> web.StreamResponse:
        self.check_key(request)
        address = f"{self.origins['delivery']}/uploads/{request.match_info['id']}"
        if self.world.files.pop(address, None) is None:
            raise Refused(refusals.UNKNOWN, "File not found")
        return web.json_response({"status": "success", "message": "deleted"})
