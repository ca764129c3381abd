"""Apiframe v2: pictures by address only, and creates that may be repeated with the same key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import msgspec

from fluxfill_studio.core.errors import BadAnswer, BadInput
from fluxfill_studio.core.text import _, amount
from fluxfill_studio.fill.params import FillParams
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.providers import outcomes, replies
from fluxfill_studio.providers.access import segment
from fluxfill_studio.providers.contract import (
    Account,
    Capability,
    Charge,
    Gone,
    KeyNeed,
    Missing,
    Parcel,
    PollOutcome,
    ProviderId,
    Ready,
    Remote,
    RemoteId,
    Running,
    Stopped,
)
from fluxfill_studio.providers.parameters import NARROW, as_input, parameters
from fluxfill_studio.providers.predictions import NATIVE
from fluxfill_studio.providers.service import Service, base_capability
from fluxfill_studio.providers.uploading import form_body, json_body
from fluxfill_studio.providers.wire import Body, Reply

APIFRAME = ProviderId("apiframe")
NAME = "Apiframe"
ORIGIN = "https://api.apiframe.ai"
LONGEST_PROMPT = 2000
DAY_S = 86400.0


class _Created(msgspec.Struct):
    jobId: str  # noqa: N815 - its own word


class _Job(msgspec.Struct):
    status: str = ""
    progress: object = None
    result: object = None
    error: object = None
    expired: bool | None = None


class _Upload(msgspec.Struct):
    url: str


class _Team(msgspec.Struct):
    credits: float


class _Me(msgspec.Struct):
    team: _Team


class Apiframe(Service):
    """`api.apiframe.ai`; it cannot cancel, and gives the credits of a failed job back."""

    id = APIFRAME
    name = NAME

    @property
    def capability(self) -> Capability:
        """Nine credits a picture; what a credit costs depends on the plan."""
        settings = self._access.settings
        return replace(
            base_capability(APIFRAME, NAME, ORIGIN, settings),
            limits=_(
                "Draws what the prompt says, for 9 credits a picture; a failed one costs nothing. "
                "The sent part of the photo leaves this machine."
            ),
            parameters=parameters(NARROW),
            native_presets=NATIVE,
            key=KeyNeed("https://apiframe.ai", "afk_…"),
            # One of its papers says a day, another 90.
            result_life_s=DAY_S,
            idempotent=True,
            tells_balance=True,
            upload_note=_(
                "The sent pictures lie at Apiframe for one to two hours, readable by anyone who "
                "has their address; they cannot be deleted earlier."
            ),
        )

    async def poll(self, remote: Remote) -> PollOutcome:
        """Ask about a job."""
        reply = await self._access.ask("GET", f"/v2/jobs/{segment(remote.id)}")
        if reply.status == 404:
            return Missing()
        outcomes.check(NAME, reply)
        return _state(replies.read(reply, _Job))

    async def account(self) -> Account:
        """The team's credits."""
        left = replies.read(await self._told("/v2/me"), _Me).team.credits
        return Account(_("{n} credits").format(n=amount(left)))

    async def _put(self, image: bytes, mask: bytes) -> Parcel:
        photo = await self._upload("image.png", image)
        return Parcel(photo, await self._upload("mask.png", mask) if mask else "")

    async def _upload(self, name: str, data: bytes) -> str:
        reply = await self._access.ask(
            "POST",
            "/v2/uploads",
            body=form_body("file", name, data, "image/png"),
            seconds=self._access.patience.upload,
        )
        outcomes.check(NAME, reply)
        return replies.read(reply, _Upload).url

    async def _create(
        self, request: FillRequest, params: FillParams, parcel: Parcel
    ) -> tuple[str, Body]:
        values = {**as_input(params), "image": parcel.image}
        if request.native:
            values |= {"mode": "outpaint", "outpaint": request.outpaint}
        else:
            values |= {"mode": "inpaint", "mask": parcel.mask}
        # The prompt stands inside only: the vendor's schema refuses one at the top.
        body: dict[str, object] = {"model": "flux-fill-pro", "fluxFillParams": values}
        address, _secret = await self._access.webhook()  # theirs is made from the key
        if address:
            body["webhookUrl"] = address
        return "/v2/images/edit", json_body(body)

    def _create_headers(self, token: str) -> Mapping[str, str]:
        return {"Idempotency-Key": token}

    def _accepted(self, reply: Reply) -> Remote:
        created = replies.read(reply, _Created)
        if not created.jobId:
            raise BadAnswer(_("What the service says makes no sense."), "no id")
        return Remote(RemoteId(created.jobId))

    def _fitted(self, request: FillRequest) -> FillParams:
        if len(request.params.prompt) > LONGEST_PROMPT:
            text = _("{service} takes a prompt of at most {n} characters.")
            raise BadInput(text.format(service=NAME, n=LONGEST_PROMPT))
        return super()._fitted(request)


def _state(job: _Job) -> PollOutcome:
    match job.status.upper():
        case "COMPLETED":
            url = replies.picture_of(job.result)
            return Ready(url) if url and not job.expired else Gone()
        case "FAILED":
            return outcomes.failed(NAME, replies.text_of(job.error), Charge.NO)
        case "CANCELLED" | "CANCELED":
            return Stopped()
    return Running(replies.share_of(job.progress))
