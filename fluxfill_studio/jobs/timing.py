"""How long carrying waits, and how often it tries; tests shorten all of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds, unless a word says otherwise.

    Attributes:
        first_poll: after acceptance, as long as nothing is known about the service.
        shortest_poll, longest_poll: bounds of every other pause between two polls.
        retry: scale of the pauses between tries, as `jitter` spreads them.
        slow: longest pause between tries.
        offline: the same while there is no connection: it may be back any moment, and trying
            burdens nobody.
        busy: until a service that says "later" without saying when is tried again.
        job: from acceptance until we stop watching; the job is then `unknown`.
        check: how long a service that does not answer is asked for a job, if the user asks or it
            is of an earlier run.
        token_life: how long a service knows the token of a create that may be sent again.
        close: how long leaving waits for creates that are on the wire.
        sends: tries without a connection, before the job says that there is no network.
        finds: times that a service is asked for a job whose create was not answered.
        missing: polls in a row that do not know the job, before it counts as lost.
        fetches: answers that make no sense, to an upload or a download, before the job has
            failed.
    """

    first_poll: float = 2.0
    shortest_poll: float = 0.2
    longest_poll: float = 5.0
    retry: float = 0.5
    slow: float = 20.0
    offline: float = 5.0
    busy: float = 5.0
    job: float = 600.0
    check: float = 60.0
    token_life: float = 23 * 3600.0
    close: float = 3.0
    sends: int = 3
    finds: int = 4
    missing: int = 5
    fetches: int = 3
