"""Everything that may go wrong, one recipe each, for tests that try them all at every service.

for recipe in RECIPES:
    if recipe.strikes("bfl"):
        fakes.script(recipe.line("bfl"))
        ... one job ...
        assert state == recipe.ends("bfl")
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

# Where a job stands in the end, in the ledger's words.
DONE, LOST, REFUSED = "downloaded", "unknown", "rejected"
FAILED, STOPPED, MODERATED, GONE = "failed", "cancelled", "moderated", "expired"
KEPT = "accepted"  # until there is a key that the service takes
NOTHING: Mapping[str, str] = MappingProxyType({})
# Who can tell what became of a create without an answer: one repeats it, one looks for it.
FOUND = {"replicate": DONE, "apiframe": DONE}
REPEATED = {"apiframe": DONE}
# Who takes pictures before the create, and whose storage is a host of its own.
TAKING = {
    "upload": ("replicate", "apiframe", "eachlabs"),
    "file": ("eachlabs",),
    "cleanup": ("replicate", "eachlabs"),
}


@dataclass(frozen=True)
class Recipe:
    """One way to go wrong.

    Attributes:
        name: for the test's id.
        on, fault, times: as in the script (see `faults`).
        end: the ledger state in which the job stands when nothing moves any more.
        elsewhere: the same for services where it is another.
        reason: why it was refused, in the contract's word.
        accepted: creates that arrive; None: what the end implies.
        waits: it does not end but tells why it waits, until it is cancelled.
    """

    name: str
    on: str
    fault: dict[str, Any]
    end: str
    times: int | None = 1
    elsewhere: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    reason: str = ""
    accepted: int | None = None
    waits: bool = False

    def line(self, service: str) -> dict[str, Any]:
        """The script entry for `service`."""
        return {"service": service, "on": self.on, "times": self.times, "fault": self.fault}

    def strikes(self, service: str) -> bool:
        """Whether `service` is ever asked for that."""
        return service in TAKING.get(self.on, (service,))

    def ends(self, service: str) -> str:
        """Where the job stands in the end."""
        return self.elsewhere.get(service, self.end)


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
        "500": _status(500, "Internal Server Error"),
        "502": _status(502, "<html><h1>502 Bad Gateway</h1></html>"),
        "503": _status(503, {"error": "unavailable"}),
        "504": _status(504, "upstream request timeout"),
        "408": _status(408),
    }


def _throttles() -> dict[str, dict[str, Any]]:
    return {
        "429 with a header": _fault("throttle", seconds=1),
        "429 with a text": _fault("throttle", seconds=1, told="text"),
        "429 without a word": _fault("throttle", told="nothing"),
    }


KEEPS_METHOD = _fault("redirect", to="elsewhere", status=307)


def _lost_answers() -> list[Recipe]:
    """The create arrived, and its answer did not: never sent again, except where it counts once."""
    broken = _cut_off() | {"types": _fault("types")}
    found = [
        Recipe(f"create: {name}, after it was accepted", "create", fault | {"after": True},
               LOST, elsewhere=FOUND, accepted=1)
        for name, fault in broken.items()
    ]  # fmt: skip
    found += [
        Recipe(f"create: {name}, before it was accepted", "create", broken[name],
               LOST, elsewhere=REPEATED, accepted=0)
        for name in ("cut", "hang", "500", "502", "504")
    ]  # fmt: skip
    no_id = _fault("patch", drop=["id", "jobId", "predictionID"])
    found.append(Recipe("create: no id", "create", no_id, LOST, elsewhere=FOUND, accepted=1))
    return found


def _creates() -> list[Recipe]:
    """The create was answered, if not as one would wish."""
    found = [
        Recipe(f"create: {name}", "create", fault, DONE) for name, fault in _throttles().items()
    ]
    found += [
        Recipe("create: a field nobody knows", "create",
               _fault("patch", set={"weather": {"sky": "blue"}}), DONE),
        Recipe("create: slow", "create", _fault("delay", seconds=0.3), DONE),
        Recipe("create: 429 for ever", "create", _fault("throttle", told="nothing"), STOPPED,
               times=None, waits=True),
        *(
            Recipe(f"create: {why}", "create", _fault("refuse", why=why), REFUSED, reason=reason)
            for why, reason in (("denied", "key"), ("forbidden", "key"), ("broke", "credit"),
                                ("quota", "credit"), ("bad", "input"))
        ),
        Recipe("create: 402 in a foreign form", "create",
               _status(402, {"error": "Insufficient credits", "creditsRequired": 9,
                             "creditsAvailable": 3}), REFUSED, reason="credit"),
        Recipe("create: 403 of a gateway", "create",
               _status(403, {"error": {"message": "quota", "code": "insufficient_user_quota"}}),
               REFUSED, reason="credit"),
        Recipe("create: moderated at once", "create",
               _status(400, {"detail": "The prompt was flagged as NSFW"}), REFUSED,
               reason="moderated"),
        Recipe("create: 422 with a page", "create", _status(422, "<h1>No</h1>"), REFUSED,
               reason="input"),
        Recipe("create: 418", "create", _status(418, "\x1b[31mteapot\x00"), REFUSED,
               reason="other"),
        # Nothing is done under an address that says so; it is not followed with the key.
        Recipe("create: redirect that keeps the method", "create", KEEPS_METHOD, REFUSED,
               reason="unavailable"),
    ]  # fmt: skip
    return found


def _polls() -> list[Recipe]:
    """A poll that fails never fails the job; one that never succeeds leaves it open."""
    once = _cut_off() | _throttles() | {
        "redirect that keeps the method": KEEPS_METHOD,
        "wrong types": _fault("types"),
        "404": _fault("refuse", why="unknown"),
        "401": _fault("refuse", why="denied"),
        "a status nobody knows": _fault("patch", set={"status": "Reticulating"}),
        "no status": _fault("patch", drop=["status"]),
    }  # fmt: skip
    always = {
        "wrong types": _fault("types"),
        "500": _status(500),
        "404": _fault("refuse", why="unknown"),
        "cut": _fault("cut"),
        "429 until tomorrow": _fault("throttle", seconds=86400),
    }
    return [
        *(Recipe(f"poll: {name}, once", "poll", fault, DONE) for name, fault in once.items()),
        *(
            Recipe(f"poll: {name}, for ever", "poll", fault, LOST, times=None)
            for name, fault in always.items()
        ),
        Recipe("poll: 401, for ever", "poll", _fault("refuse", why="denied"), KEPT, times=None,
               reason="key"),
    ]  # fmt: skip


def _endings() -> list[Recipe]:
    """The job's own end."""
    no_word = {"bfl": FAILED}
    words = {
        "failed": FAILED,
        "error": FAILED,
        "cancelled": STOPPED,
        "aborted": STOPPED,
        "moderated input": MODERATED,
        "moderated output": MODERATED,
        "lost": LOST,
        "removed": GONE,
    }
    found = [
        Recipe(f"job: {word}", "create", _fault("ending", word=word), end,
               elsewhere=no_word if end == STOPPED else NOTHING, accepted=1)
        for word, end in words.items()
    ]  # fmt: skip
    found.append(
        Recipe("job: running word nobody knows", "create",
               _fault("running", word="Reasoning", progress=55), DONE)
    )  # fmt: skip
    forms = dict.fromkeys(("string", "list", "images", "object"), DONE)
    forms |= dict.fromkeys(("missing", "number", "empty list", "empty string"), GONE)
    found += [
        Recipe(f"job: output {form}", "create", _fault("output", form=form), end)
        for form, end in forms.items()
    ]
    return found


def _results() -> list[Recipe]:
    """The way of the finished picture."""
    once = _cut_off() | _throttles() | {
        "redirect that keeps the method": KEEPS_METHOD,
        "403": _status(403),
    }  # fmt: skip
    always = {
        "404": (_status(404), GONE),
        "500": (_status(500), LOST),
        "cut": (_fault("cut"), LOST),
    }
    forms = dict.fromkeys(("text", "html", "bomb", "truncated", "empty"), FAILED)
    forms |= dict.fromkeys(("alpha", "grey", "palette", "deep"), DONE)
    another_size = _fault("picture", form="size", width=123, height=77)
    return [
        *(Recipe(f"result: {name}, once", "fetch", fault, DONE) for name, fault in once.items()),
        *(
            Recipe(f"result: {name}, for ever", "fetch", fault, end, times=None)
            for name, (fault, end) in always.items()
        ),
        *(
            Recipe(f"result: {form}", "create", _fault("picture", form=form), end)
            for form, end in forms.items()
        ),
        Recipe("result: of another size", "create", another_size, DONE),
    ]


def _uploads() -> list[Recipe]:
    """For the services that want pictures before the create; costs nothing, so it is repeated."""
    once = _cut_off() | _throttles() | {"redirect that keeps the method": KEEPS_METHOD}
    # Storage that says yes and keeps nothing is noticed by the service alone.
    swallowed = ("html", "empty")
    return [
        *(
            Recipe(f"{on}: {name}, once", on, fault,
                   FAILED if on == "file" and name in swallowed else DONE)
            for on in ("upload", "file")
            for name, fault in once.items()
        ),
        Recipe("upload: 500 for ever", "upload", _status(500), STOPPED, times=None, waits=True),
        Recipe("upload: html for ever", "upload", _fault("html"), FAILED, times=None, accepted=0),
        Recipe("upload: 401", "upload", _fault("refuse", why="denied"), FAILED, reason="key",
               accepted=0),
        Recipe("cleanup: 500 for ever", "cleanup", _status(500), DONE, times=None),
        Recipe("cleanup: cut", "cleanup", _fault("cut"), DONE),
    ]  # fmt: skip


RECIPES = (*_lost_answers(), *_creates(), *_polls(), *_endings(), *_results(), *_uploads())
