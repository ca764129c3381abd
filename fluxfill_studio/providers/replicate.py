"""Replicate: predictions, with pictures put into the user's own files there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import quote

import msgspec

from fluxfill_studio.core.errors import CannotTell
from fluxfill_studio.core.text import _
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.providers import outcomes, replies
from fluxfill_studio.providers.access import segment
from fluxfill_studio.providers.contract import (
    Account,
    Capability,
    KeyNeed,
    Parcel,
    ProviderId,
    Remote,
)
from fluxfill_studio.providers.parameters import WIDE, parameters
from fluxfill_studio.providers.predictions import NATIVE, Prediction, Predictions, remote_of
from fluxfill_studio.providers.service import base_capability
from fluxfill_studio.providers.uploading import form_body

REPLICATE = ProviderId("replicate")
NAME = "Replicate"
ORIGIN = "https://api.replicate.com"
MOST_PAGES = 20
CLOCKS_APART_S = 300
"""How much this clock and theirs may differ."""


class _File(msgspec.Struct):
    id: str
    urls: dict[str, str]


class _Listed(Prediction):
    input: object = None


class _Page(msgspec.Struct):
    results: list[_Listed]
    next: str | None = None


class Replicate(Predictions):
    """`api.replicate.com`."""

    id = REPLICATE
    name = NAME

    @property
    def capability(self) -> Capability:
        """Can cancel and list; tells no balance."""
        settings = self._access.settings
        return replace(
            base_capability(REPLICATE, NAME, ORIGIN, settings),
            parameters=parameters(WIDE),
            native_presets=NATIVE,
            price_usd=settings.price(Decimal("0.05")),
            creates_per_minute=600,
            can_cancel=True,
            key=KeyNeed("https://replicate.com/account/api-tokens", "r8_…"),
            result_life_s=3600,
            can_find=True,
            upload_note=_(
                "The sent pictures lie among your files at Replicate until the job is done; "
                "then they are deleted."
            ),
        )

    async def cancel(self, remote: Remote) -> None:
        """Stop it; harmless if it has ended."""
        await self._quietly("POST", f"/v1/predictions/{segment(remote.id)}/cancel")

    async def find(self, request: FillRequest, parcel: Parcel, sent: float) -> Remote | None:
        """The prediction made from this very upload: its address is like no other."""
        assert isinstance(parcel.image, str)
        since = datetime.fromtimestamp(sent, UTC) - timedelta(seconds=CLOCKS_APART_S)
        place = f"/v1/predictions?created_after={quote(since.isoformat())}"
        for _page in range(MOST_PAGES):
            page = replies.read(await self._told(place), _Page)
            for prediction in page.results:
                if _made_from(prediction, parcel.image):
                    return remote_of(prediction)
            if not page.next:
                return None
            place = page.next
        raise CannotTell(_("{service} has too many jobs to look through.").format(service=NAME))

    async def cleanup(self, parcel: Parcel) -> None:
        """Delete the files."""
        for file_id in parcel.uploads:
            await self._quietly("DELETE", f"/v1/files/{segment(file_id)}")

    async def account(self) -> Account:
        """There is no balance to ask for; whether the key is taken shows."""
        await self._told("/v1/account")
        return Account()

    async def _put(self, image: bytes, mask: bytes) -> Parcel:
        photo = await self._file("image.png", image)
        if not mask:
            return Parcel(photo.urls["get"], "", (photo.id,))
        async with self._or_removed(photo.id):
            painted = await self._file("mask.png", mask)
        return Parcel(photo.urls["get"], painted.urls["get"], (photo.id, painted.id))

    async def _file(self, name: str, data: bytes) -> _File:
        reply = await self._access.ask(
            "POST",
            "/v1/files",
            body=form_body("content", name, data, "image/png"),
            seconds=self._access.patience.upload,
        )
        outcomes.check(NAME, reply)
        return replies.read(reply, _File)


def _made_from(prediction: _Listed, image: str) -> bool:
    """Whether its input names that address, as it is or with something added by the service."""
    found = prediction.input.get("image") if isinstance(prediction.input, dict) else None
    return isinstance(found, str) and found.startswith(image)
