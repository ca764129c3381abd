"""A job makes only the moves its life allows."""

import numpy as np
import pytest

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.fill.params import FillParams
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.jobs.job import Job, JobState

BOX = Rect(0, 0, 4, 4)


def job() -> Job:
    pixels, mask = np.zeros((4, 4, 3), np.uint8), np.full((4, 4), 255, np.uint8)
    return Job(FillRequest("local", "d", "s", BOX, BOX, BOX, pixels, mask, FillParams()))


def test_the_straight_way() -> None:
    one = job()
    for name in ("intent", "sending", "accepted", "ready", "downloaded", "imported"):
        assert not one.over
        one.move(JobState(name))
    assert one.over
    assert one.ended is not None


@pytest.mark.parametrize("ended", ["imported", "failed", "cancelled", "rejected", "expired"])
def test_an_ended_job_stays_ended(ended: str) -> None:
    one = job()
    one.state = JobState(ended)
    for state in JobState:
        with pytest.raises(ValueError, match="cannot go"):
            one.move(state)


def test_what_nobody_knows_may_turn_up_again() -> None:
    one = job()
    one.state = JobState.UNKNOWN
    assert one.over
    one.move(JobState.ACCEPTED)
    assert not one.over
    assert one.ended is None


def test_nothing_is_accepted_that_was_not_sent() -> None:
    with pytest.raises(ValueError, match="from draft to accepted"):
        job().move(JobState.ACCEPTED)
