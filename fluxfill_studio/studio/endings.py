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
        told: whether it is news to the user, who may have ended it.
    """

    text: str
    remedy: Remedy | None = None
    told: bool = True


def ending(job: Job, capability: Capability) -> Ending | None:
    """Of a job that is over without a picture; None for any other."""
    if not job.over or job.state is JobState.IMPORTED:
        return None
    said = job.message or _said(job, capability)
    text = " ".join(filter(None, (said, _cost(job, capability), _hint(job))))
    return Ending(text, _remedy(job), job.state is not JobState.CANCELLED or bool(job.message))


def remedy_words(remedy: Remedy) -> str:
    """What its button reads."""
    return {
        Remedy.ENTER_KEY: _("Enter key"),
        Remedy.CHECK: _("Check at the service"),
        Remedy.OTHER_SEED: _("Try another seed"),
        Remedy.AGAIN: _("Fill again"),
    }[remedy]


def _said(job: Job, capability: Capability) -> str:
    words = {
        JobState.CANCELLED: _("Cancelled"),
        JobState.MODERATED: _("{name} refused it by its rules."),
        JobState.EXPIRED: _("The picture is no longer there: {name} keeps it for a short time."),
        JobState.UNKNOWN: _("No answer came: {name} may have taken it or not."),
        JobState.REJECTED: _("{name} refused it."),
    }
    return words.get(job.state, _("{name} could not fill it.")).format(name=capability.name)


def _cost(job: Job, capability: Capability) -> str:
    """Whether it cost money; nothing where that is no question."""
    if not capability.paid or (job.state is JobState.CANCELLED and job.charge is Charge.NO):
        return ""
    price = "" if job.price_usd is None else f" (${job.price_usd:.2f})"
    return {
        Charge.NO: _("It cost nothing."),
        Charge.YES: _("It was paid{price}."),
        Charge.PERHAPS: _("It may have been charged{price}."),
    }[job.charge].format(price=price)


def _hint(job: Job) -> str:
    if job.state is JobState.MODERATED:
        return _("Another seed, other words or a higher safety tolerance may help.")
    return ""


def _remedy(job: Job) -> Remedy | None:
    if job.reason is Reason.KEY:
        return Remedy.ENTER_KEY
    return {
        JobState.UNKNOWN: Remedy.CHECK,
        JobState.MODERATED: Remedy.OTHER_SEED,
        JobState.EXPIRED: Remedy.AGAIN,
    }.get(job.state)
