"""What is said of a run that an earlier session has left, and what can be done about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fluxfill_studio.core.text import _, ngettext
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.studio.cost import Cost
from fluxfill_studio.studio.endings import ending
from fluxfill_studio.ui.panels.decision import choices
from fluxfill_studio.ui.panels.faces import Providers, name_of, state_words, title_of

MINUTE, HOUR, DAY = 60, 3600, 86400


def heading(jobs: Sequence[Job], providers: Providers) -> str:
    """How many there are, and of what."""
    n, prompt = len(jobs), title_of(jobs[0].request, providers)
    if n == len(landed(jobs)):
        return ngettext("{n} result · {prompt}", "{n} results · {prompt}", n).format(
            n=n, prompt=prompt
        )
    return prompt if n == 1 else _("{n} fills · {prompt}").format(n=n, prompt=prompt)


def about(jobs: Sequence[Job], providers: Providers, age: float) -> str:
    """Services, price of the whole run, and how many seconds ago it was."""
    names = dict.fromkeys(name_of(job.request.provider, providers) for job in jobs)
    return " · ".join((", ".join(names), cost_of(jobs).words, age_words(age)))


def cost_of(jobs: Sequence[Job]) -> Cost:
    """Of one picture for each of them: all that outlive a session are paid."""
    return Cost.of(job.price_usd for job in jobs)


def landed(jobs: Sequence[Job]) -> list[Job]:
    """Those whose results are here."""
    return [job for job in jobs if job.state is JobState.DOWNLOADED]


def standing(jobs: Sequence[Job], providers: Providers) -> str:
    """How those stand that did not come, a line for each way; empty: all results are here."""
    others = [job for job in jobs if job.state is not JobState.DOWNLOADED]
    lines = []
    if others and len(others) < len(jobs):
        n = len(jobs) - len(others)
        lines.append(ngettext("{n} result is here.", "{n} results are here.", n).format(n=n))
    for words, n in Counter(_standing(job, providers) for job in others).items():
        lines.append(f"{n} × {words}" if n > 1 else words)
    return "\n".join(lines)


def acts_of(jobs: Sequence[Job]) -> dict[str, tuple[str, str]]:
    """What can be done about them: act, its name, and more about it."""
    states = {job.state for job in jobs}
    check, resubmit, drop = choices()
    acts: dict[str, tuple[str, str]] = {}
    if JobState.DOWNLOADED in states:
        acts["open"] = (_("Open"), _("Show it on its picture, to compare and adopt."))
    if len(landed(jobs)) == 1:
        acts["save"] = (_("Save as PNG…"), _("Write what came back to a file."))
    if any(job.keyless for job in jobs):
        acts["key"] = (_("Enter key"), _("It is sent and accepted: the key fetches the result."))
        acts["drop"] = drop
    if JobState.UNKNOWN in states:
        acts |= {"check": check, "drop": drop, "resubmit": resubmit}
    if JobState.INTENT in states:
        acts["send"] = (_("Send"), _("Send it now."))
        acts.setdefault("drop", (_("Drop"), _("Nothing was sent, nothing was billed.")))
    if all(job.settled for job in jobs):
        name = _("Forget") if len(jobs) == 1 else _("Forget all")
        acts["forget"] = (name, _("Delete it from this computer."))
    return acts


def age_words(seconds: float) -> str:
    """How long ago, in the largest unit that fits."""
    if seconds < MINUTE:
        return _("just now")
    if seconds < HOUR:
        return _("{n} min ago").format(n=int(seconds / MINUTE))
    if seconds < DAY:
        return _("{n} h ago").format(n=int(seconds / HOUR))
    days = int(seconds / DAY)
    return ngettext("{n} day ago", "{n} days ago", days).format(n=days)


def sign_of(jobs: Sequence[Job]) -> tuple[str, str]:
    """The icon that goes with how they stand, and its colour."""
    if any(job.state is JobState.UNKNOWN for job in jobs):
        return "warning", "warning"
    if any(job.over for job in jobs):
        return "error", "error"
    return ("ok", "ok") if len(landed(jobs)) == len(jobs) else ("info", "accent")


def _standing(job: Job, providers: Providers) -> str:
    if job.state is JobState.INTENT and not job.note:
        return _("It was not sent.")
    provider = providers.get(job.request.provider)
    if not job.over or provider is None:
        return job.note or state_words(job, name_of(job.request.provider, providers))
    return f"{ending(job, provider.capability).text} {job.note}".rstrip()
