"""What an earlier run left unfinished, made jobs again."""

from __future__ import annotations

import time
from decimal import Decimal, InvalidOperation

from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.jobs.record import read
from fluxfill_studio.providers.contract import Capability, Charge, RemoteId
from fluxfill_studio.store.ledger import Ledger
from fluxfill_studio.store.rows import JobRow

LEFT = ("intent", "sending", "accepted", "ready", "downloaded", "unknown")
"""States that a start takes up."""

_MAY_HAVE_UPLOADS = (
    "downloaded",
    "imported",
    "rejected",
    "moderated",
    "failed",
    "cancelled",
    "expired",
)
RECENT = 200


async def left(ledger: Ledger) -> list[JobRow]:
    """Every row that is not finished, oldest first."""
    return await ledger.rows(LEFT)


async def with_uploads(ledger: Ledger) -> list[JobRow]:
    """Recently ended rows whose uploads may still lie somewhere."""
    rows = await ledger.rows(_MAY_HAVE_UPLOADS, limit=RECENT)
    return [row for row in rows if row.parcel]


def expires(row: JobRow, capability: Capability) -> float | None:
    """When the picture of an accepted job may be gone, seconds since the epoch."""
    if row.accepted is None or capability.result_life_s is None:
        return None
    return row.accepted + capability.result_life_s


async def recovered(ledger: Ledger, row: JobRow, capability: Capability) -> Job:
    """The job of a row; LedgerError if it is damaged."""
    started = time.monotonic() - (time.time() - row.created)
    done = row.ready or row.ended
    return Job(
        request=await read(ledger, row),
        run=row.run,
        source=row.source,
        output=row.output,
        state=JobState(row.state),
        message=row.message,
        charge=_charge(row),
        price_usd=_price(row.price),
        remote_id=RemoteId(row.remote_id),
        expires=expires(row, capability),
        recovered=True,
        started=started,
        ended=None if done is None else started + (done - row.created),
    )


def _charge(row: JobRow) -> Charge:
    if row.state == JobState.SENDING.value:
        return Charge.PERHAPS
    return Charge(row.charge) if row.charge else Charge.NO


def _price(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
