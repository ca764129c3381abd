"""Black Forest Labs, the makers: bare Base64 in, an address to poll back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from urllib.parse import quote

import msgspec

from fluxfill_studio.core.errors import BadAnswer
from fluxfill_studio.core.text import _, amount
from fluxfill_studio.fill.params import FillParams
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.providers import addresses, outcomes, replies
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
)
from fluxfill_studio.providers.parameters import Ranges, as_input, parameters
from fluxfill_studio.providers.service import Service, base_capability
from fluxfill_studio.providers.uploading import Embedded, json_body
from fluxfill_studio.providers.wire import Body, Reply

BFL = ProviderId("bfl")
NAME = "BFL"
ORIGIN = "https://api.bfl.ai"
DOMAIN = "bfl.ai"
CREATE = "/v1/flux-pro-1.0-fill"
# `webp` stands in a newer description only; `jpg` is refused.
RANGES = Ranges(15, (1.5, 100.0, 60.0, 0.5), 0, ("png", "jpeg"))
USD_PER_CREDIT = Decimal("0.01")


def trusted(base: str, other: str) -> bool:
    """Regions answer at hosts of their own, and a job must be polled where it runs."""
    return base == other or (_makers(base) and _makers(other))


def _makers(origin: str) -> bool:
    host = addresses.host_of(origin)
    return origin == f"https://{host}" and (host == DOMAIN or host.endswith("." + DOMAIN))


class _Created(msgspec.Struct):
    """With a webhook there is no `polling_url`."""

    id: str
    polling_url: str | None = None


class _Task(msgspec.Struct):
    status: str = ""
    result: object = None
    progress: object = None
    details: object = None


class _Credits(msgspec.Struct):
    credits: float


class Bfl(Service):
    """`api.bfl.ai` and its regions; cannot cancel, list or recognise a repeated create."""

    id = BFL
    name = NAME

    @property
    def capability(self) -> Capability:
        """At most 24 tasks at once; a credit is a cent."""
        settings = self._access.settings
        return replace(
            base_capability(BFL, NAME, ORIGIN, settings),
            needs_prompt=False,
            parameters=parameters(RANGES),
            price_usd=settings.price(Decimal("0.05")),
            concurrency=settings.concurrency(24),
            key=KeyNeed("https://dashboard.bfl.ai"),
            result_life_s=600,
            tells_balance=True,
        )

    async def poll(self, remote: Remote) -> PollOutcome:
        """Ask where the create said; a task that is not known yet answers 200, 202 or 404."""
        reply = await self._asked(remote, f"/v1/get_result?id={quote(remote.id, safe='')}")
        if reply.status == 404:
            return Missing()
        if reply.status == 202:
            return Running(None)
        outcomes.check(NAME, reply)
        return _state(replies.read(reply, _Task))

    async def account(self) -> Account:
        """The credits that are left."""
        left = replies.read(await self._told("/v1/credits"), _Credits).credits
        dollars = (Decimal(str(left)) * USD_PER_CREDIT).quantize(USD_PER_CREDIT)
        return Account(_("{n} credits").format(n=amount(left)), dollars)

    async def _create(
        self, request: FillRequest, params: FillParams, parcel: Parcel
    ) -> tuple[str, Body]:
        values: dict[str, object] = {"image": _picture(parcel.image)}
        if parcel.mask:
            values["mask"] = _picture(parcel.mask)
        address, secret = await self._access.webhook()
        if address:
            values["webhook_url"] = address
            if secret:
                values["webhook_secret"] = secret
        return CREATE, json_body({**as_input(params), **values})

    def _accepted(self, reply: Reply) -> Remote:
        created = replies.read(reply, _Created)
        if not created.id:
            raise BadAnswer(_("What the service says makes no sense."), "no id")
        return Remote(RemoteId(created.id), created.polling_url or "")


def _picture(data: bytes | str) -> Embedded:
    assert isinstance(data, bytes)  # as `upload` made it
    return Embedded(data)


def _state(task: _Task) -> PollOutcome:
    match task.status:
        case "Ready":
            url = replies.picture_of(task.result)
            return Ready(url) if url else Gone()
        case "Request Moderated" | "Content Moderated":
            return outcomes.refused_by_rules(NAME, _reasons(task), Charge.PERHAPS)
        case "Error":
            return outcomes.failed(NAME, replies.text_of(task.details), Charge.PERHAPS)
        case "Task not found":
            return Missing()
    return Running(replies.share_of(task.progress))  # also words that nobody has listed yet


def _reasons(task: _Task) -> str:
    details = task.details if isinstance(task.details, dict) else {}
    found = replies.text_of(details.get("Moderation Reasons")) or replies.text_of(task.details)
    return found or task.status
