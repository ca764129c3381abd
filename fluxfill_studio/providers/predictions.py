"""Replicate's predictions, as Replicate and its gateways speak of them."""

from __future__ import annotations

import msgspec

from fluxfill_studio.core.errors import BadAnswer
from fluxfill_studio.core.text import _
from fluxfill_studio.fill.outpaint import NONE, PRESETS
from fluxfill_studio.fill.params import FillParams
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.providers import outcomes, replies
from fluxfill_studio.providers.access import segment
from fluxfill_studio.providers.contract import (
    Charge,
    Gone,
    Missing,
    Parcel,
    PollOutcome,
    Ready,
    Remote,
    RemoteId,
    Running,
    Stopped,
)
from fluxfill_studio.providers.parameters import as_input
from fluxfill_studio.providers.service import Service
from fluxfill_studio.providers.uploading import Embedded, json_body
from fluxfill_studio.providers.wire import Body, Reply

MODEL = "black-forest-labs/flux-fill-pro"
NATIVE = tuple(preset for preset in PRESETS if preset != NONE)


class Prediction(msgspec.Struct):
    """One job. `input` is never read: gateways describe another model's."""

    id: str = ""
    status: str = ""
    output: object = None
    error: object = None
    logs: str | None = None
    data_removed: bool | None = None
    urls: object = None


class Predictions(Service):
    """Creates, polls and reads predictions below `prefix`."""

    prefix = "/v1"

    async def poll(self, remote: Remote) -> PollOutcome:
        """Ask about one; at the address it named only if that is the service's own."""
        reply = await self._asked(remote, f"{self.prefix}/predictions/{segment(remote.id)}")
        if reply.status == 404:
            return Missing()
        outcomes.check(self.name, reply)
        return self._state(replies.read(reply, Prediction))

    async def _create(
        self, request: FillRequest, params: FillParams, parcel: Parcel
    ) -> tuple[str, Body]:
        values: dict[str, object] = {**as_input(params), "image": picture(parcel.image)}
        if request.native:
            values["outpaint"] = request.outpaint
        else:
            values["mask"] = picture(parcel.mask)
        body: dict[str, object] = {"input": values}
        address, _secret = await self._access.webhook()  # theirs is made by themselves
        if address:
            body |= {"webhook": address, "webhook_events_filter": ["completed"]}
        return f"{self.prefix}/models/{MODEL}/predictions", json_body(body)

    def _accepted(self, reply: Reply) -> Remote:
        return remote_of(replies.read(reply, Prediction))

    def _state(self, prediction: Prediction) -> PollOutcome:
        match prediction.status:
            case "succeeded":
                url = replies.picture_of(prediction.output)
                return Ready(url) if url and not prediction.data_removed else Gone()
            case "failed":
                reason = replies.text_of(prediction.error)
                return outcomes.failed(self.name, reason, Charge.PERHAPS)
            case "canceled" | "cancelled" | "aborted":
                return Stopped()
        return Running(replies.share_in_log(prediction.logs or ""))


def remote_of(prediction: Prediction) -> Remote:
    """Where it can be asked about; BadAnswer without an id."""
    if not prediction.id:
        raise BadAnswer(_("What the service says makes no sense."), "no id")
    address = prediction.urls.get("get") if isinstance(prediction.urls, dict) else None
    return Remote(RemoteId(prediction.id), address if isinstance(address, str) else "")


def picture(data: bytes | str) -> str | Embedded:
    """The address of a picture, or the picture itself as a data URI."""
    return data if isinstance(data, str) else Embedded(data, "data:image/png;base64,")
