"""What the command line says: words on stderr, the answer on stdout, as words or as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from fluxfill_studio.core.text import _, plain
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.providers.contract import Charge, Reason
from fluxfill_studio.studio.exporting import Exported
from fluxfill_studio.studio.studio import Studio

DONE, FAILED, USAGE, BAD_INPUT, NO_ACCESS, UNKNOWN, CANCELLED = 0, 1, 2, 3, 4, 5, 130


def say(text: str) -> None:
    """One line for people."""
    print(plain(text), file=sys.stderr, flush=True)


def emit(record: dict[str, Any]) -> None:
    """One JSON object on a line of its own."""
    print(json.dumps(record), flush=True)


def code_of(job: Job) -> int:
    """The exit code for a job that ended without a picture, or is no longer watched."""
    if job.keyless:
        return NO_ACCESS
    if job.state is JobState.READY and job.note:  # it cannot be kept: the disk is full
        return FAILED
    if job.state is JobState.CANCELLED or not job.over:
        return CANCELLED
    if job.state is JobState.UNKNOWN:
        return UNKNOWN
    if job.reason in (Reason.KEY, Reason.CREDIT):
        return NO_ACCESS
    return BAD_INPUT if job.reason is Reason.INPUT else FAILED


class Report:
    """Progress and end of one job after the other."""

    def __init__(self, as_json: bool) -> None:
        self._json = as_json
        self._shown: dict[str, int] = {}
        self._notes: dict[str, str] = {}
        self._told: set[str] = set()  # jobs whose end is told: nothing comes after it

    def follow(self, studio: Studio) -> None:
        """Tell the progress of every job, and why one waits."""
        studio.runner.changed.connect(self._progress)

    def done(self, job: Job, exported: Exported) -> int:
        """The picture is written."""
        changed = exported.changed_outside_mask
        if self._json:
            size = {"width": exported.width, "height": exported.height}
            record = self._record("done", job) | size
            emit(record | {"output": str(exported.path), "changed_outside_mask": changed})
            return DONE
        if changed is not None:
            say(_("{n} pixels changed outside the mask.").format(n=changed))
        print(exported.path)
        return DONE

    def waits(self, job: Job) -> int:
        """The picture has come, and its place is in the editor."""
        words = _("{id}: has come; the editor offers it at its next start.")
        say(words.format(id=job.id[:8]))
        if self._json:
            emit(self._record("done", job))
        return DONE

    def failed(self, message: str, code: int, job: Job | None = None, provider: str = "") -> int:
        """There is no picture, and why."""
        say(message)
        if self._json:
            names = {CANCELLED: "cancelled", UNKNOWN: "unknown"}
            record = self._record(names.get(code, "failed"), job)
            emit(record | {"provider": record["provider"] or provider, "error": message})
        return code

    def ended(self, job: Job) -> int:
        """A job ended without a picture, or is no longer watched."""
        return self.failed(_fate(job), code_of(job), job)

    def _progress(self, job: Job) -> None:
        if job.id in self._told:
            return
        if job.note and job.note != self._notes.get(job.id):
            say(_("{id}: {note}").format(id=job.id[:8], note=job.note))
        self._notes[job.id] = job.note
        if job.progress is None:
            return
        percent = int(job.progress * 100)
        if percent // 10 > self._shown.get(job.id, -1) // 10:
            self._shown[job.id] = percent
            if self._json:
                emit({"event": "progress", "job": job.id, "progress": percent / 100})
            else:
                say(f"{percent} %")

    def _record(self, event: str, job: Job | None) -> dict[str, Any]:
        if job is not None:
            self._told.add(job.id)
        price = job.price_usd if job and job.charge is not Charge.NO else None
        return {
            "event": event,
            "job": job.id if job else None,
            "state": job.state.value if job else None,
            "provider": job.request.provider if job else None,
            "remote_id": (job.remote_id or None) if job else None,
            "output": None,
            "width": None,
            "height": None,
            "seed": job.request.params.seed if job else None,
            "changed_outside_mask": None,
            "seconds": round(job.seconds, 3) if job else None,
            "price_usd": None if price is None else float(price),
            "error": None,
        }


def _fate(job: Job) -> str:
    """What became of it, whether it cost money, and how to go on."""
    facts = {"id": job.id[:8]}
    if job.state is JobState.UNKNOWN:
        how = _("Then: “jobs resolve {id} --check”, or --resubmit, or --drop.").format(**facts)
        return f"{job.message} {how}"
    if job.keyless or (job.state is JobState.READY and job.note):
        return f"{job.note} {_('Then: “jobs resume”.')}"
    if job.state is JobState.SENDING:
        words = _("Stopped watching. Job {id} may be accepted and paid: “jobs resume” finds out.")
        return words.format(**facts)
    if not job.over:
        words = _("Stopped watching. Job {id} is paid and goes on: “jobs resume” brings it.")
        return words.format(**facts)
    if job.state is JobState.CANCELLED and not job.message:
        cost = "" if job.charge is Charge.NO else " " + _("It may have been charged.")
        return _("Cancelled. Nothing was written.") + cost
    return job.message


def output_path(job: Job) -> Path | None:
    """Where the command line that began `job` wanted its picture."""
    return Path(job.output) if job.output else None
