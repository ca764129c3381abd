"""Everything that may go wrong, one recipe each, for tests that try them all at every service.

for recipe in RECIPES:
    fakes.script(recipe.line("bfl"))
    ... one job ...
    assert state in recipe.ends
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Where a job may stand after it, in the ledger's words. A fault that struck once and could be
# waited out leaves a result; where bytes may have been accepted the answer may stay unknown.
DONE = frozenset({"downloaded", "imported"})
NOT_SENT = frozenset({"rejected", "failed"})
BILLED_PERHAPS = frozenset({"unknown"}) | DONE
STUCK = frozenset({"accepted", "ready", "expired", "failed", "unknown"})
OVER = frozenset({"failed", "cancelled", "expired"})
NO_PICTURE = frozenset({"failed", "expired", "ready"})


@dataclass(frozen=True)
class Recipe:
    """One way to go wrong.

    Attributes:
        name: for the test's id.
        on, fault, times: as in the script (see `faults`).
        ends: ledger states in which a job may stand when nothing moves any more.
    """

    name: str
    on: str
    fault: dict[str, Any]
    ends: frozenset[str]
    times: int | None = 1

    def line(self, service: str) -> dict[str, Any]:
        """The script entry for `service`."""
        return {"service": service, "on": self.on, "times": self.times, "fault": self.fault}


def _fault(kind: str, **values: object) -> dict[str, Any]:
    return {"kind": kind, **values}


def _status(number: int, body: object = "", **values: object) -> dict[str, Any]:
    return _fault("status", status=number, body=body, **values)


def _cut_off() -> dict[str, dict[str, Any]]:
    """Answers that break on the way, or are not what was promised."""
    return {
        "cut": _fault("cut"),
        "hang": _fault("hang", seconds=30),
        "reset in mid-body": _fault("reset"),
        "truncated": _fault("truncate"),
        "short, close-delimited": _fault("short"),
        "drip": _fault("drip", pause=0.05),
        "garbage": _fault("garbage"),
        "html": _fault("html"),
        "empty": _fault("empty"),
        "gzip bomb": _fault("bomb", megabytes=200),
        "redirect elsewhere": _fault("redirect", to="elsewhere"),
        "redirect to a file": _fault("redirect", to="file"),
        "redirect to a private address": _fault("redirect", to="private"),
        "redirect in a loop": _fault("redirect", to="loop"),
        "redirect that keeps the method": _fault("redirect", to="elsewhere", status=307),
        "500": _status(500, "Internal Server Error"),
        "502": _status(502, "<html><h1>502 Bad Gateway</h1></html>"),
        "503": _status(503, {"error": "unavailable"}),
        "504": _status(504, "upstream request timeout"),
        "408": _status(408),
        "429 with a header": _fault("throttle", seconds=1),
        "429 with a text": _fault("throttle", seconds=1, told="text"),
        "429 without a word": _fault("throttle", told="nothing"),
    }


def _creates() -> list[Recipe]:
    found = [
        Recipe(f"create: {name}, after it was accepted", "create", fault | {"after": True},
               BILLED_PERHAPS)
        for name, fault in (_cut_off() | {"types": _fault("types")}).items()
        if not name.startswith("429")
    ]  # fmt: skip
    found += [
        Recipe(f"create: {name}", "create", fault, DONE)
        for name, fault in _cut_off().items()
        if name.startswith("429")
    ]
    found += [
        Recipe("create: no id, after it was accepted", "create",
               _fault("patch", drop=["id", "jobId", "predictionID"]), BILLED_PERHAPS),
        Recipe("create: a field nobody knows", "create",
               _fault("patch", set={"weather": {"sky": "blue"}}), DONE),
        Recipe("create: slow", "create", _fault("delay", seconds=0.3), DONE),
        *(
            Recipe(f"create: {why}", "create", _fault("refuse", why=why), NOT_SENT)
            for why in ("denied", "forbidden", "broke", "quota", "bad")
        ),
        Recipe("create: 402 in a foreign form", "create",
               _status(402, {"error": "Insufficient credits", "creditsRequired": 9,
                             "creditsAvailable": 3}), NOT_SENT),
        Recipe("create: 403 of a gateway", "create",
               _status(403, {"error": {"message": "quota", "code": "insufficient_user_quota"}}),
               NOT_SENT),
        Recipe("create: 422 with a page", "create", _status(422, "<h1>No</h1>"), NOT_SENT),
        Recipe("create: 418", "create", _status(418, "\x1b[31mteapot\x00"), NOT_SENT),
    ]  # fmt: skip
    return found


def _polls() -> list[Recipe]:
    found = [
        Recipe(f"poll: {name}, once", "poll", fault, DONE | {"failed", "unknown"})
        for name, fault in _cut_off().items()
    ]
    found += [
        Recipe("poll: wrong types", "poll", _fault("types"), DONE | STUCK),
        Recipe("poll: wrong types for ever", "poll", _fault("types"), STUCK, times=None),
        Recipe("poll: 500 for ever", "poll", _status(500), STUCK, times=None),
        Recipe("poll: 404 once", "poll", _fault("refuse", why="unknown"), DONE | STUCK),
        Recipe("poll: 404 for ever", "poll", _fault("refuse", why="unknown"), STUCK, times=None),
        Recipe("poll: 401 for ever", "poll", _fault("refuse", why="denied"), STUCK, times=None),
        Recipe("poll: a status nobody knows", "poll",
               _fault("patch", set={"status": "Reticulating"}), DONE),
        Recipe("poll: no status", "poll", _fault("patch", drop=["status"]), DONE | STUCK),
    ]  # fmt: skip
    return found


def _endings() -> list[Recipe]:
    moderated = frozenset({"moderated", "failed"})
    words = {
        "failed": OVER,
        "error": OVER,
        "cancelled": OVER,
        "aborted": OVER,
        "moderated input": moderated,
        "moderated output": moderated,
        "lost": STUCK,
        "removed": frozenset({"expired", "failed"}),
    }
    found = [
        Recipe(f"job: {word}", "create", _fault("ending", word=word), ends)
        for word, ends in words.items()
    ]
    found += [
        Recipe("job: running word nobody knows", "create",
               _fault("running", word="Reasoning", progress=55), DONE),
        *(
            Recipe(f"job: output as {form}", "create", _fault("output", form=form), DONE)
            for form in ("string", "list", "images")
        ),
        *(
            Recipe(f"job: output {form}", "create", _fault("output", form=form),
                   NO_PICTURE | DONE)
            for form in ("object", "missing", "number", "empty list", "empty string")
        ),
    ]  # fmt: skip
    return found


def _results() -> list[Recipe]:
    found = [
        Recipe(f"result: {name}, once", "fetch", fault, DONE | NO_PICTURE)
        for name, fault in _cut_off().items()
    ]
    found += [
        Recipe("result: 404 for ever", "fetch", _status(404), NO_PICTURE, times=None),
        Recipe("result: 403 once", "fetch", _status(403), DONE | NO_PICTURE),
        *(
            Recipe(f"result: {form}", "create", _fault("picture", form=form), NO_PICTURE)
            for form in ("text", "html", "bomb", "truncated", "empty")
        ),
        *(
            Recipe(f"result: {form}", "create", _fault("picture", form=form), DONE)
            for form in ("alpha", "grey", "palette", "deep")
        ),
        Recipe("result: of another size", "create",
               _fault("picture", form="size", width=123, height=77), DONE | NO_PICTURE),
    ]  # fmt: skip
    return found


def _uploads() -> list[Recipe]:
    """For the services with uploads of their own; elsewhere they never strike."""
    return [
        *(
            Recipe(f"{on}: {name}, once", on, fault, DONE | NOT_SENT)
            for on in ("upload", "file")
            for name, fault in _cut_off().items()
        ),
        Recipe("cleanup: 500 for ever", "cleanup", _status(500), DONE, times=None),
        Recipe("cleanup: cut", "cleanup", _fault("cut"), DONE),
    ]


RECIPES = (*_creates(), *_polls(), *_endings(), *_results(), *_uploads())
