"""`jobs`: the ledger, and what is left to do about it."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from fluxfill_studio.cli.fill import written
from fluxfill_studio.cli.report import (
    BAD_INPUT,
    CANCELLED,
    DONE,
    USAGE,
    Report,
    emit,
    output_path,
    say,
)
from fluxfill_studio.core.errors import FluxFillError
from fluxfill_studio.core.text import _, ngettext, plain
from fluxfill_studio.fill.request import RequestId
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.providers.contract import Charge
from fluxfill_studio.store.rows import JobRow
from fluxfill_studio.studio.studio import Studio

UNDER_WAY = ("intent", "sending", "accepted", "ready")


async def run(options: argparse.Namespace) -> int:
    """Carry out the command."""
    studio = Studio(remembers=False)
    report = Report(options.json)
    try:
        if options.act == "resume":
            return await _resume(studio, report)
        if options.act == "resolve":
            return await _resolve(studio, report, options)
        return _list(await studio.ledger.rows(), as_json=options.json)
    except FluxFillError as error:
        return report.failed(error.message, BAD_INPUT)
    except asyncio.CancelledError:
        return report.failed(_("Stopped watching; “jobs resume” goes on."), CANCELLED)
    finally:
        await studio.close()


# -- the list -------------------------------------------------------------------------------


def _list(rows: Sequence[JobRow], *, as_json: bool) -> int:
    for row in rows:
        if as_json:
            emit(_record(row))
        else:
            print(_line(row))
    if not as_json:
        say(_total(rows) if rows else _("There are no jobs."))
    return DONE


def _line(row: JobRow) -> str:
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(row.created))
    price = _price(row)
    cost = "-" if price is None else f"${price}"
    source = plain(Path(row.source).name)
    picture = plain(row.output) or (_("of {name}").format(name=source) if source else "-")
    facts = (row.id[:8], when, row.provider, row.state, cost, picture, plain(row.message))
    return "\t".join(facts).rstrip()


def _total(rows: Sequence[JobRow]) -> str:
    """How many there are, and what they cost by the prices set here."""
    charged = [row for row in rows if row.charge == Charge.YES.value]
    doubtful = [row for row in rows if row not in charged and _may_cost(row)]
    sure, more = _sum(charged), _sum(doubtful)
    words = _("{n}: ${sure}, by the prices set here.")
    if more:
        words = _("{n}: ${sure}, perhaps ${more} more, by the prices set here.")
    n = ngettext("{n} job", "{n} jobs", len(rows)).format(n=len(rows))
    return words.format(n=n, sure=f"{sure:.2f}", more=f"{more:.2f}")


def _may_cost(row: JobRow) -> bool:
    """What was not sent yet costs as soon as it is."""
    return row.charge != Charge.NO.value or row.state == JobState.INTENT.value


def _sum(rows: Sequence[JobRow]) -> Decimal:
    return sum((Decimal(row.price) for row in rows if row.price), Decimal())


def _price(row: JobRow) -> Decimal | None:
    """What it cost or may have cost; None: nothing, or not known."""
    return Decimal(row.price) if row.price and row.charge != Charge.NO.value else None


def _record(row: JobRow) -> dict[str, Any]:
    return {
        "event": "job",
        "job": row.id,
        "state": row.state,
        "provider": row.provider,
        "remote_id": row.remote_id or None,
        "output": row.output or None,
        "source": row.source or None,
        "created": row.created,
        "seconds": round(row.ready - row.accepted, 3) if row.ready and row.accepted else None,
        "price_usd": None if (price := _price(row)) is None else float(price),
        "charged": row.charge or None,
        "error": row.message or None,
    }


# -- resume ---------------------------------------------------------------------------------


async def _resume(studio: Studio, report: Report) -> int:
    """Everything unfinished to its end; the code is that of the worst job."""
    report.follow(studio)
    left = await studio.runner.resume()
    if not left:
        busy = await studio.ledger.rows(UNDER_WAY)
        words = _("Another FluxFill Studio carries what is under way.")
        say(words if busy else _("There is nothing to resume."))
        return DONE
    codes = await asyncio.gather(*(_carry(studio, report, job) for job in left))
    return max(codes)


async def _carry(studio: Studio, report: Report, job: Job) -> int:
    """One job to its end, and its output written."""
    if job.state is JobState.INTENT:
        await studio.runner.send(job.id)
    return await _finish(studio, report, await studio.runner.finished(job.id))


async def _finish(studio: Studio, report: Report, job: Job) -> int:
    if job.state is not JobState.DOWNLOADED:
        return report.ended(job)
    output = output_path(job)
    if output is None:
        return report.waits(job)
    try:
        session = await studio.recovering.open(job)
        exported = await written(studio, session, job, output)
    except FluxFillError as error:
        return report.failed(error.message, BAD_INPUT, job)
    return report.done(job, exported)


# -- resolve --------------------------------------------------------------------------------


async def _resolve(studio: Studio, report: Report, options: argparse.Namespace) -> int:
    rows = [row for row in await studio.ledger.rows() if row.id.startswith(options.id)]
    if len(rows) != 1:
        words = (
            _("No job begins with “{id}”.") if not rows else _("Several jobs begin with “{id}”.")
        )
        return report.failed(words.format(id=plain(options.id)), USAGE)
    (row,) = rows
    if row.state != JobState.UNKNOWN.value:
        words = _("Job {id} is {state}: there is nothing to resolve.")
        return report.failed(words.format(id=row.id[:8], state=row.state), USAGE)
    report.follow(studio)
    taken = await studio.runner.resume(only=RequestId(row.id))
    if not taken:
        return report.failed(_("Another FluxFill Studio carries this job now."), BAD_INPUT)
    (job,) = taken
    if options.drop:
        await studio.runner.drop(job.id)
        say(_("Job {id} is let go.").format(id=row.id[:8]))
        return DONE
    if options.check:
        await studio.runner.check(job.id)
    else:
        job = await studio.runner.resubmit(job.id)
        say(_("Sent again as job {id}.").format(id=job.id[:8]))
    return await _finish(studio, report, await studio.runner.finished(job.id))
