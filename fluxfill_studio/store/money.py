"""What jobs cost, added up exactly."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import groupby
from operator import itemgetter

from fluxfill_studio.store.rows import Tally

_BILLED = """SELECT provider, document, source, coalesce(sent, created), price, charge FROM jobs
 WHERE origin != ''
 AND ((sent IS NOT NULL AND charge != 'no') OR (state = 'intent' AND created >= ?))"""


def tally(db: sqlite3.Connection, since: float) -> list[Tally]:
    """A tally for each month, provider and picture in which something may have been spent.

    What waits to be sent counts if it was made after `since`, in seconds since the epoch: an
    older one waits for a word of the user.
    """
    costs = sorted(_costs(db, since), key=itemgetter(0))
    return [_added(key, [*group]) for key, group in groupby(costs, itemgetter(0))]


_Key = tuple[str, str, str, str]
_Cost = tuple[_Key, Decimal | None, bool]


def _costs(db: sqlite3.Connection, since: float) -> Iterator[_Cost]:
    for provider, document, source, at, price, charge in db.execute(_BILLED, (since,)):
        month = time.strftime("%Y-%m", time.localtime(at))
        yield (month, provider, document, source), _usd(price), charge == "yes"


def _usd(price: str) -> Decimal | None:
    try:
        return Decimal(price) if price else None
    except InvalidOperation:  # a damaged row must not hide what all the others cost
        return None


def _added(key: _Key, costs: list[_Cost]) -> Tally:
    month, provider, document, source = key
    certain = sum((usd for _, usd, sure in costs if usd and sure), Decimal(0))
    doubtful = sum((usd for _, usd, sure in costs if usd and not sure), Decimal(0))
    unpriced = sum(usd is None for _, usd, _ in costs)
    return Tally(provider, document, source, month, len(costs), certain, doubtful, unpriced)
