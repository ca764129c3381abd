"""What jobs cost, added up exactly."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import groupby
from operator import itemgetter

from fluxfill_studio.store.rows import Tally

_BILLED = """SELECT provider, document, source, sent, price, charge FROM jobs
 WHERE origin != '' AND charge != 'no' AND sent IS NOT NULL"""


def tally(db: sqlite3.Connection) -> list[Tally]:
    """A tally for each month, provider and picture in which something may have been spent."""
    costs = sorted(_costs(db))
    return [_added(key, [*group]) for key, group in groupby(costs, itemgetter(0))]


_Key = tuple[str, str, str, str]
_Cost = tuple[_Key, Decimal, bool]


def _costs(db: sqlite3.Connection) -> Iterator[_Cost]:
    for provider, document, source, sent, price, charge in db.execute(_BILLED):
        month = time.strftime("%Y-%m", time.localtime(sent))
        yield (month, provider, document, source), _usd(price), charge == "yes"


def _usd(price: str) -> Decimal:
    try:
        return Decimal(price or 0)
    except InvalidOperation:  # a damaged row must not hide what all the others cost
        return Decimal(0)


def _added(key: _Key, costs: list[_Cost]) -> Tally:
    month, provider, document, source = key
    certain = sum((usd for _, usd, sure in costs if sure), Decimal(0))
    doubtful = sum((usd for _, usd, sure in costs if not sure), Decimal(0))
    return Tally(provider, document, source, month, len(costs), certain, doubtful)
