"""Eachlabs v1: pictures by address only, put into its own storage for as short as it allows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import msgspec

from fluxfill_studio.core.errors import BadAnswer
from fluxfill_studio.core.text import _
from fluxfill_studio.fill.params import FillParams
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.providers import addresses, outcomes, replies
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
from fluxfill_studio.providers.service import NOBODY, Service, base_capability
from fluxfill_studio.providers.uploading import file_body, json_body
from fluxfill_studio.providers.wire import Body, Call, Reply

EACHLABS = ProviderId("eachlabs")
NAME = "Eachlabs"
ORIGIN = "https://api.eachlabs.ai"
# As the paper at hand writes it; other papers leave the last stroke out, and a redirect from one
# to the other is never followed with a create.
CREATE = "/v1/prediction/"
VERSION = "0.0.1"  # asked for in older papers, ignored in newer ones
UPLOAD_LIFE_S = 3600
"""They may be asked for by the service for as long as a job can wait there."""
SECONDS = 9.0


class _Created(msgspec.Struct):
    """Here "success" means accepted."""

    predictionID: str  # noqa: N815 - its own word


class _Job(msgspec.Struct):
    status: str = ""
    output: object = None
    message: object = None
    details: object = None
    error: object = None


class _Presigned(msgspec.Struct):
    id: str
    presigned_url: str
    public_url: str
    required_headers: dict[str, str] = {}


def seconds(area: int) -> float:
    """About how long a picture takes, by its own word."""
    return SECONDS


class Eachlabs(Service):
    """`api.eachlabs.ai`; it names neither balance nor jobs."""

    id = EACHLABS
    name = NAME

    @property
    def capability(self) -> Capability:
        """Ten jobs at once, a hundred creates a minute."""
        settings = self._access.settings
        return replace(
            base_capability(EACHLABS, NAME, ORIGIN, settings),
            parameters=parameters(NARROW),
            price_usd=settings.price(Decimal("0.05")),
            concurrency=settings.concurrency(10),
            creates_per_minute=100,
            can_cancel=True,
            seconds=seconds,
            key=KeyNeed("https://www.eachlabs.ai/dashboard/api-keys"),
            upload_note=_(
                "The sent pictures lie at Eachlabs until the job is done, at most an hour, "
                "readable by anyone who has their address; then they are deleted."
            ),
        )

    async def poll(self, remote: Remote) -> PollOutcome:
        """Ask about a job."""
        reply = await self._access.ask("GET", f"/v1/prediction/{segment(remote.id)}")
        if reply.status == 404:
            return Missing()
        outcomes.check(NAME, reply)
        return _state(replies.read(reply, _Job))

    async def cancel(self, remote: Remote) -> None:
        """Stop it; harmless if it has ended."""
        await self._quietly("POST", f"/v1/prediction/{segment(remote.id)}/cancel")

    async def cleanup(self, parcel: Parcel) -> None:
        """Delete the pictures; where exactly no paper says, and they end by themselves."""
        for upload in parcel.uploads:
            await self._quietly("DELETE", f"/v1/upload/{segment(upload)}")

    async def account(self) -> Account:
        """It has no free request of its own."""
        await self._check_key(f"/v1/prediction/{NOBODY}")
        return Account()

    async def _put(self, image: bytes, mask: bytes) -> Parcel:
        photo = await self._upload(image)
        async with self._or_removed(photo.id):
            painted = await self._upload(mask)
        return Parcel(photo.public_url, painted.public_url, (photo.id, painted.id))

    async def _upload(self, data: bytes) -> _Presigned:
        wish = {
            "content_type": "image/png",
            "file_type": "image",
            "expires_in_seconds": UPLOAD_LIFE_S,
        }
        reply = await self._access.ask("POST", "/v1/upload/presign", body=json_body(wish))
        outcomes.check(NAME, reply)
        place = replies.read(reply, _Presigned)
        await self._store(place, data)
        return place

    async def _store(self, place: _Presigned, data: bytes) -> None:
        """Put it where a stranger keeps it: without the key, with the headers it asked for."""
        await addresses.check_foreign(place.presigned_url, self._access.origin)
        said = {name.lower() for name in place.required_headers}
        body = file_body(data, "" if "content-type" in said else "image/png")
        call = Call("PUT", place.presigned_url, place.required_headers, body)
        stored = await self._client.ask(call, self._access.patience.upload)
        if stored.status in (401, 403):  # not the user's key, but the address ran out
            raise BadAnswer(
                _("The storage of {service} does not take the picture.").format(service=NAME),
                f"status {stored.status}",
            )
        outcomes.check(NAME, stored)

    async def _create(
        self, request: FillRequest, params: FillParams, parcel: Parcel
    ) -> tuple[str, Body]:
        values = {**as_input(params), "image": parcel.image, "mask": parcel.mask}
        body: dict[str, object] = {"model": "flux-fill-pro", "version": VERSION, "input": values}
        address, secret = await self._access.webhook()
        if address:
            body["webhook_url"] = address
            if secret:
                body["webhook_secret"] = secret
        return CREATE, json_body(body)

    def _accepted(self, reply: Reply) -> Remote:
        created = replies.read(reply, _Created)
        if not created.predictionID:
            raise BadAnswer(_("What the service says makes no sense."), "no id")
        return Remote(RemoteId(created.predictionID))


def _state(job: _Job) -> PollOutcome:
    match job.status.lower():
        case "success" | "succeeded":
            url = replies.picture_of(job.output)
            return Ready(url) if url else Gone()
        case "failed" | "error":
            said = (replies.text_of(x) for x in (job.message, job.details, job.error))
            reason = "; ".join(dict.fromkeys(filter(None, said)))
            return outcomes.failed(NAME, reason, Charge.PERHAPS)
        case "cancelled" | "canceled":
            return Stopped()
    return Running(None)
