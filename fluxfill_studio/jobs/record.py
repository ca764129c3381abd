"""From a request to the row and the blobs that can bring it back without the editor, and back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from fluxfill_studio.core.errors import BadInput, LedgerError
from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.text import _
from fluxfill_studio.fill.incoming import incoming
from fluxfill_studio.fill.params import FillParams
from fluxfill_studio.fill.request import FillRequest, RequestId
from fluxfill_studio.imaging.opening import open_picture
from fluxfill_studio.imaging.pixels import Pixels
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.jobs.pictures import Pictures, absent
from fluxfill_studio.providers.contract import Capability, Parcel
from fluxfill_studio.store.blobs import Blob
from fluxfill_studio.store.ledger import Ledger
from fluxfill_studio.store.rows import JobRow

_DEPTHS: dict[int, np.dtype[Any]] = {8: np.dtype(np.uint8), 16: np.dtype(np.uint16)}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request without its arrays, as JSON keeps it."""

    base: str
    base_canvas: Rect
    canvas: Rect
    box: Rect
    params: FillParams
    outpaint: str
    feather: int
    native: bool
    channels: int
    depth: int


@dataclass(frozen=True, slots=True)
class _Addresses:
    """A parcel of uploaded pictures, as JSON keeps it."""

    image: str
    mask: str
    uploads: tuple[str, ...]


def written(
    job: Job, capability: Capability, created: float, pictures: Pictures
) -> tuple[JobRow, dict[str, Blob]]:
    """The row of a new job, and its blobs by column; a free one keeps no pictures.

    Takes a while; other threads run meanwhile.
    """
    request = job.request
    asked = msgspec.json.encode(
        _Asked(
            request.base,
            request.base_canvas,
            request.canvas,
            request.box,
            request.params,
            request.outpaint,
            request.feather,
            request.native,
            request.pixels.shape[2],
            request.pixels.dtype.itemsize * 8,
        )
    )
    blobs = _blobs(request, pictures) if capability.paid else {}
    digest = hashlib.sha256(asked)
    for blob in blobs.values():
        digest.update(blob.sha.encode())
    row = JobRow(
        id=request.id,
        provider=request.provider,
        state=JobState.INTENT.value,
        created=created,
        run=job.run,
        origin=capability.origin,
        document=request.document,
        source=job.source,
        output=job.output,
        charge=job.charge.value,
        price="" if job.price_usd is None else str(job.price_usd),
        token=request.id,
        digest=digest.hexdigest(),
        request=asked,
    )
    return row, blobs


async def read(ledger: Ledger, row: JobRow) -> FillRequest:
    """The request of a paid job's row, `light`; LedgerError if it cannot be read any more."""
    icc = await ledger.blob(row.icc) if row.icc else None
    try:
        asked = msgspec.json.decode(row.request, type=_Asked)
        shape = asked.box.height, asked.box.width
        return FillRequest(
            row.provider,
            row.document,
            asked.base,
            asked.base_canvas,
            asked.canvas,
            asked.box,
            absent((*shape, asked.channels), _DEPTHS[asked.depth]),
            absent(shape, np.dtype(np.uint8)),
            asked.params,
            asked.outpaint,
            asked.feather,
            icc,
            asked.native,
            RequestId(row.id),
        )
    except (ValueError, KeyError) as error:
        raise LedgerError(_("A job in the record of jobs is damaged."), repr(error)) from error


def answer_of(content: bytes, request: FillRequest) -> Pixels:
    """As `Result.pixels`, of an answer's file as it came; LedgerError if it is no picture.

    Takes a while; other threads run meanwhile.
    """
    try:
        picture = open_picture(content)
    except BadInput as error:
        raise LedgerError(_("A result in the record of jobs is damaged."), error.message) from error
    return incoming(picture.pixels, picture.icc, request)


def parcel_text(parcel: Parcel) -> str:
    """A parcel as JSON; of pictures that go inside the create nothing is kept."""
    image = parcel.image if isinstance(parcel.image, str) else ""
    mask = parcel.mask if isinstance(parcel.mask, str) else ""
    return msgspec.json.encode(_Addresses(image, mask, parcel.uploads)).decode()


def parcel_of(text: str) -> Parcel:
    """What `parcel_text` wrote, or an empty one; LedgerError if it is something else."""
    if not text:
        return Parcel()
    try:
        kept = msgspec.json.decode(text, type=_Addresses)
    except msgspec.MsgspecError as error:
        raise LedgerError(_("A job in the record of jobs is damaged."), repr(error)) from error
    return Parcel(kept.image, kept.mask, kept.uploads)


def _blobs(request: FillRequest, pictures: Pictures) -> dict[str, Blob]:
    blobs = {"pixels": pictures.blob(request.pixels), "mask": pictures.blob(request.mask)}
    if request.icc is not None:
        blobs["icc"] = Blob.of(request.icc)
    return blobs
