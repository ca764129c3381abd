"""How a job ended, in words: what happened, whether it cost money, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from fluxfill_studio.core.text import _
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.providers.contract import Capability, Charge, Reason


class Remedy(Enum):
    """What may help, as an act of the user."""

    ENTER_KEY = "enter key"
    CHECK = "check"
    OTHER_SEED = "other seed"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Ending:
    """Why there is no picture.

    Attributes:
        text: sentences for the tile and the notice.
        remedy: what may help; None: nothing that a button could do.
        told: whether a notice says so: not when it is what the user wanted.
        money: whether it has cost something, or may have.
    """

    text: str
    remedy: Remedy | None
    told: bool
    money: bool


def ending(job: Job, capability: Capability) -> Ending:
    """Of a job that is over without a picture."""
    costs = job.charge is not Charge.NO and capability.paid
    wished = job.state is JobState.CANCELLED and not costs
    text = job.message or _said(job.state).format(name=capability.name)
    # What services say about any other end tells the cost by itself.
    if costs and job.state in (JobState.CANCELLED, JobState.EXPIRED):
        text = f"{text.rstrip('.')}. {_cost(job)}"
    return Ending(text, _remedy(job), not wished, costs)


def remedy_words(remedy: Remedy) -> str:
    """What its button reads."""
    return {
        Remedy.ENTER_KEY: _("Enter key"),
        Remedy.CHECK: _("Check at the service"),
        Remedy.OTHER_SEED: _("Try another seed"),
        Remedy.AGAIN: _("Fill again"),
    }[remedy]


def _said(state: JobState) -> str:
    return _("Cancelled") if state is JobState.CANCELLED else _("{name} could not fill it.")


def _cost(job: Job) -> str:
    price = _("its price") if job.price_usd is None else f"${job.price_usd:.2f}"
    sure = job.charge is Charge.YES
    words = _("It has cost {price}.") if sure else _("It may have cost {price}.")
    return words.format(price=price)


def _remedy(job: Job) -> Remedy | None:
    if job.reason is Reason.KEY:
        return Remedy.ENTER_KEY
    return {
        JobState.UNKNOWN: Remedy.CHECK,
        JobState.MODERATED: Remedy.OTHER_SEED,
        JobState.EXPIRED: Remedy.AGAIN,
    }.get(job.state)
