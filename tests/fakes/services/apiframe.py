"""Apiframe v2: addresses only, an upload endpoint, idempotency keys, refunds on failure."""

from __future__ import annotations

import uuid
from typing import Any

from aiohttp import web

from tests.fakes.services import refusals
from tests.fakes.services.jobs import ALIVE, Job, State
from tests.fakes.services.pictures import opened
from tests.fakes.services.refusals import BAD, CONFLICT, NUMBER, PRESETS, Refused, Rule, check
from tests.fakes.services.service import Route, Service, json_body
from tests.fakes.services.wire import form_parts, sha
from tests.fakes.services.world import StoredFile

CREDITS, CREDIT_USD = 9, 0.05 / 9
LARGEST_UPLOAD = 25 * 2**20
UPLOAD_LIFE_S = 3600.0
KEY_LIFE_S = 24 * 3600.0
LONGEST_KEY = 255
TOP = {
    "model": Rule(str, choices=("flux-fill-pro",), required=True),
    "fluxFillParams": Rule(dict, required=True),
    "webhookUrl": Rule(str),
    "webhookEvents": Rule(list),
}
RULES = {
    "image": Rule(str, required=True),
    "prompt": Rule(str, 1, 2000, required=True),
    "mode": Rule(str, choices=("inpaint", "outpaint"), required=True),
    "mask": Rule(str),
    "outpaint": Rule(str, choices=PRESETS),
    "prompt_upsampling": Rule(bool),
    "steps": Rule(int, 1, 50),
    "guidance": Rule(NUMBER, 2, 5),
    "safety_tolerance": Rule(int, 1, 6),
    "output_format": Rule(str, choices=("jpg", "png")),
    "seed": Rule(int),
}
CODES = {
    refusals.DENIED: 401,
    refusals.FORBIDDEN: 403,
    refusals.BROKE: 402,
    refusals.QUOTA: 402,
    refusals.BUSY: 429,
    refusals.BAD: 400,
    refusals.CONFLICT: 409,
    refusals.UNKNOWN: 404,
    refusals.TOO_LARGE: 413,
    refusals.DOWN: 503,
}
WORDS = {
    State.QUEUED: "QUEUED",
    State.RUNNING: "PROCESSING",
    State.DONE: "COMPLETED",
    State.REMOVED: "COMPLETED",
    State.FAILED: "FAILED",
    State.ERROR: "FAILED",
    State.MODERATED_INPUT: "FAILED",
    State.MODERATED_OUTPUT: "FAILED",
    State.CANCELLED: "CANCELLED",
    State.ABORTED: "CANCELLED",
}
TEXTS = {
    State.FAILED: "The generation failed.",
    State.ERROR: "The provider is not available.",
    State.MODERATED_INPUT: "Your prompt or image was rejected by content moderation.",
    State.MODERATED_OUTPUT: "The output was flagged by content moderation (NSFW).",
}


class Apiframe(Service):
    """The dialect of `api.apiframe.ai`; its CDN (`delivery`) is another host."""

    id = "apiframe"
    life_s = 24 * 3600.0

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._keys: dict[str, tuple[str, str]] = {}

    def routes(self) -> list[Route]:
        return [
            Route("api", "POST", "/v2/images/edit", "create", self.create),
            Route("api", "GET", "/v2/jobs/{id}", "poll", self.poll),
            Route("api", "GET", "/v2/jobs", "list", self.listed),
            Route("api", "POST", "/v2/uploads", "upload", self.upload),
            Route("api", "GET", "/v2/me", "balance", self.me),
            Route("delivery", "GET", "/uploads/{name}", "file", self.uploaded),
            Route("delivery", "GET", "/results/{name}", "fetch", self.deliver),
        ]

    def key_of(self, request: web.Request) -> str | None:
        return request.headers.get("X-API-Key")

    def refusal(self, refused: Refused) -> web.Response:
        body: dict[str, Any] = {"error": refused.message}
        headers = {}
        if refused.why == refusals.BROKE:
            left = int(self.credit_usd / CREDIT_USD)
            body |= {"creditsRequired": CREDITS, "creditsAvailable": left}
        if refused.problems:
            body["details"] = {name: [text] for name, text in refused.problems}
        if refused.why == refusals.BUSY:
            headers["Retry-After"] = str(round(refused.retry_after or 1))
        return web.json_response(body, status=CODES[refused.why], headers=headers)

    async def create(self, request: web.Request) -> web.StreamResponse:
        self.check_key(request)
        body = await request.read()
        key = request.headers.get("Idempotency-Key")
        if key is not None and len(key) > LONGEST_KEY:
            raise Refused(BAD, "Idempotency-Key is too long")
        known = self._known(key, body)
        if known is not None:
            return web.json_response({"jobId": known.id, "status": "QUEUED"}, status=202)
        params = check(
            check(await json_body(request), TOP)["fluxFillParams"], RULES, "fluxFillParams."
        )
        self.check_room()
        job = self._begin(params, key)
        if key is not None:
            self._keys[key] = (sha(body), job.id)
        return web.json_response({"jobId": job.id, "status": "QUEUED"}, status=202)

    def _known(self, key: str | None, body: bytes) -> Job | None:
        """The first job of that key, while the key counts."""
        if key is None or key not in self._keys:
            return None
        digest, job_id = self._keys[key]
        job = self.book.jobs.get(job_id)
        if job is None or job.age() > KEY_LIFE_S:
            return None
        if digest != sha(body):
            raise Refused(CONFLICT, "Idempotency-Key was used with another body")
        return job

    def _begin(self, params: dict[str, Any], key: str | None) -> Job:
        inpaint = params["mode"] == "inpaint"
        needed = "mask" if inpaint else "outpaint"
        if needed not in params:
            problem = (f"fluxFillParams.{needed}", f"is required for {params['mode']}")
            raise Refused(BAD, "Validation failed", [problem])
        image = self._picture(params, "image")
        mask = self._picture(params, "mask") if inpaint else None
        sent = {name: value for name, value in params.items() if name not in ("image", "mask")}
        preset = "" if inpaint else params["outpaint"]
        return self.accept(str(uuid.uuid4()), image, mask, sent, preset=preset, idempotency_key=key)

    def _picture(self, params: dict[str, Any], name: str) -> bytes | None:
        if not params[name].startswith(("http://", "https://")):
            raise Refused(BAD, "Validation failed", [(f"fluxFillParams.{name}", "Invalid url")])
        return self.stored(params[name])

    async def poll(self, request: web.Request) -> web.StreamResponse:
        self.check_key(request)
        return web.json_response(self._told(self.job(request.match_info["id"])))

    def _told(self, job: Job) -> dict[str, Any]:
        state = job.state()
        gone = state is State.REMOVED or (state is State.DONE and job.result_age() > self.life_s)
        running = job.faults.get("running", {}) if state in ALIVE else {}
        failed = state in TEXTS
        told = {
            "id": job.id,
            "model": "flux-fill-pro",
            "status": running.get("word", WORDS[state]),
            "progress": running.get("progress", round(100 * job.share())),
            "result": self.output(job, "images") if state is State.DONE and not gone else None,
            "error": None,
            "creditCost": 0 if failed else CREDITS,
            "expired": gone,
            "createdAt": job.created_at(),
        }
        if failed:
            self._give_back(job)
            text = TEXTS[state] if job.order else "Could not fetch the input image."
            told["error"] = job.faults.get("ending", {}).get("message", text)
        return told

    def _give_back(self, job: Job) -> None:
        if not job.refunded:
            job.refunded = True
            self.credit_usd += self.price_usd

    async def listed(self, request: web.Request) -> web.StreamResponse:
        self.check_key(request)
        start = int(request.query.get("cursor", 0))
        limit = int(request.query.get("limit", 20))
        told = [self._told(job) for job in self.book.newest_first()]
        wanted = request.query.get("status")
        told = [job for job in told if wanted in (None, job["status"])]
        further = str(start + limit) if start + limit < len(told) else None
        return web.json_response({"jobs": told[start : start + limit], "nextCursor": further})

    async def me(self, request: web.Request) -> web.StreamResponse:
        self.check_key(request)
        credits = round(self.credit_usd / CREDIT_USD)
        team = {"id": "team", "name": "Painters", "credits": credits, "plan": "starter"}
        return web.json_response({"team": team})

    async def upload(self, request: web.Request) -> web.StreamResponse:
        self.check_key(request)
        body = await request.read()
        part = form_parts(request.headers.get("Content-Type", ""), body).get("file")
        if part is None or part.filename is None:
            raise Refused(BAD, "Validation failed", [("file", "is required")])
        if len(part.data) > LARGEST_UPLOAD:
            raise Refused(refusals.TOO_LARGE, "File is too large")
        picture = opened(part.data, "file")
        kind = f"image/{(picture.format or 'png').lower()}"
        stored = StoredFile(str(uuid.uuid4()), part.data, kind, UPLOAD_LIFE_S)
        address = f"{self.origins['delivery']}/uploads/{stored.id}"
        self.keep(address, stored)
        told = {"id": stored.id, "url": address, "kind": "image", "contentType": kind}
        told |= {"byteSize": len(part.data), "expiresAt": stored.expires_at()}
        return web.json_response(told, status=201)

    async def uploaded(self, request: web.Request) -> web.StreamResponse:
        data = self.stored(f"{self.origins['delivery']}{request.path}")
        return web.Response(body=data) if data is not None else web.Response(status=404)
