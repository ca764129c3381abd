"""What an answer means for the user's money, and in which words."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from fluxfill_studio.core.errors import BadAnswer, KeyRefused, ServiceBusy, Unreachable
from fluxfill_studio.providers import outcomes, replies
from fluxfill_studio.providers.contract import (
    Busy,
    Charge,
    Failed,
    Moderated,
    Reason,
    Rejected,
    Unknown,
)
from fluxfill_studio.providers.wire import Reply


def reply(status: int, body: object = "", **headers: str) -> Reply:
    data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return Reply(status, headers, data)


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (400, {"error": "Validation failed", "details": {"prompt": ["Required"]}}, Reason.INPUT),
        (
            422,
            {"detail": [{"loc": ["body", "steps"], "msg": "too few", "type": "x"}]},
            Reason.INPUT,
        ),
        (422, {"detail": "input.safety_tolerance: must be at most 6"}, Reason.INPUT),
        (413, "", Reason.INPUT),
        (401, {"detail": "Unauthenticated"}, Reason.KEY),
        (403, {"error": "key is inactive"}, Reason.KEY),
        (402, {"detail": "no"}, Reason.CREDIT),
        (403, {"error": {"message": "quota", "code": "insufficient_user_quota"}}, Reason.CREDIT),
        (403, {"error": {"code": "pre_consume_token_quota_failed"}}, Reason.CREDIT),
        (400, {"status": "error", "error_code": "INSUFFICIENT_BALANCE"}, Reason.CREDIT),
        (429, {"error": "insufficient_quota: insufficient credit"}, Reason.CREDIT),
        (400, {"message": "Your request was flagged by moderation"}, Reason.MODERATED),
        (404, {"detail": "no such model"}, Reason.UNAVAILABLE),
        (307, "", Reason.UNAVAILABLE),
        (418, "teapot", Reason.OTHER),
    ],
)
def test_a_definite_no_costs_nothing(status: int, body: object, reason: Reason) -> None:
    outcome = outcomes.of_create("BFL", reply(status, body))
    assert isinstance(outcome, Rejected)
    assert outcome.reason is reason
    assert "Nothing was charged" in outcome.message


@pytest.mark.parametrize("status", [408, 409, 425, 500, 502, 503, 504, 520, 302, 303, 100, 600])
def test_whatever_leaves_doubt_is_unknown(status: int) -> None:
    outcome = outcomes.of_create("BFL", reply(status, {"error": "insufficient credit"}))
    assert isinstance(outcome, Unknown)
    assert "may charge" in outcome.message


def test_the_numbers_of_an_empty_wallet_are_told() -> None:
    body = {"error": "Insufficient credits", "creditsRequired": 9, "creditsAvailable": 3}
    outcome = outcomes.of_create("Apiframe", reply(402, body))
    assert isinstance(outcome, Rejected)
    assert "needs 9 and has 3" in outcome.message


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({"retry-after": "7"}, "", 7),
        ({"retry-after": "1.5"}, {"retry_after": 9}, 1.5),
        ({}, {"retry_after": 9}, 9),
        ({}, {"detail": "Request was throttled. Your rate limit resets in ~30s."}, 30),
        ({}, {"error": {"message": "Try again in 250 ms"}}, 0.25),
        ({}, {"message": "please retry after 2 minutes"}, 120),
        ({}, {"detail": "Too many requests"}, None),
        ({}, {"message": "wait: resets in 40 milliseconds"}, 0.04),
        ({"retry-after": "soon"}, "<html>", None),
        ({"retry-after": "inf"}, "", None),
        ({"retry-after": "-5"}, "", None),
        ({"retry-after": "Mon, 01 Jan 99999 00:00:00 GMT"}, "", None),
    ],
)
def test_how_long_to_wait(headers: dict[str, str], body: object, seconds: float | None) -> None:
    outcome = outcomes.of_create("Replicate", reply(429, body, **headers))
    assert isinstance(outcome, Busy)
    assert outcome.seconds == seconds


def test_how_long_to_wait_as_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    seconds = replies.pause(reply(429, "", **{"retry-after": later}))
    assert seconds is not None
    assert 50 < seconds <= 60


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, KeyRefused),
        (403, KeyRefused),
        (429, ServiceBusy),
        (408, Unreachable),
        (500, Unreachable),
        (503, Unreachable),
        (302, BadAnswer),
        (400, BadAnswer),
        (404, BadAnswer),
    ],
)
def test_questions_that_may_be_repeated(status: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        outcomes.check("BFL", reply(status, {"error": "x"}))


def test_a_question_put_off_says_nothing_of_the_job() -> None:
    with pytest.raises(ServiceBusy) as put_off:
        outcomes.check("BFL", reply(429))
    assert put_off.value.message == "BFL is busy."


def test_success_is_no_error() -> None:
    for status in (200, 201, 202, 204):
        outcomes.check("BFL", reply(status))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error": {"message": "a", "code": "b"}}, "a"),
        ({"error": "a"}, "a"),
        ({"message": "a", "details": "b"}, "a; b"),
        ({"detail": "a"}, "a"),
        ({"detail": ["a", "b"]}, "a; b"),
        ({"detail": [{"loc": ["body", "mask"], "msg": "wrong size"}]}, "mask: wrong size"),
        ({"error": "Bad", "details": {"prompt": ["Required"]}}, "Bad; prompt: Required"),
        ({"error": "red\x1b[31m\u202etxt\x00"}, "red [31m txt"),
        ({"error": None, "status": 3}, ""),
        ([["a"]], "a"),
        ("<html><h1>502</h1></html>", ""),
        ("", ""),
    ],
)
def test_error_texts_of_every_form(body: object, words: str) -> None:
    assert replies.words(reply(500, body)) == words


def test_a_text_without_end_is_cut_and_nesting_without_end_survived() -> None:
    assert len(replies.words(reply(500, {"error": "x" * 100_000}))) == 400
    assert replies.words(reply(500, "[" * 100_000)) == ""
    deep: object = "too deep"
    for _ in range(50):
        deep = {"error": deep}
    assert replies.words(reply(500, {"message": "a", "error": deep})) == "a"


@pytest.mark.parametrize(
    "reason",
    [
        "NSFW content detected. Try running it again.",
        "The input was flagged as sensitive. (E005)",
        "Input rejected by the safety filter",
        "rejected by content moderation",
    ],
)
def test_refused_by_the_rules_is_told_from_failed(reason: str) -> None:
    outcome = outcomes.failed("Replicate", reason, Charge.PERHAPS)
    assert isinstance(outcome, Moderated)
    assert reason.rstrip(".") in outcome.message
    assert "another seed" in outcome.message


def test_a_failure_says_whether_it_cost_money() -> None:
    free = outcomes.failed("Apiframe", "boom", Charge.NO)
    assert isinstance(free, Failed)
    assert free.message == "Apiframe could not do it: boom. Nothing was charged."
    assert "may have been charged" in outcomes.failed("BFL", "", Charge.PERHAPS).message


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("https://a/b.png", "https://a/b.png"),
        (["https://a/b.png", "x"], "https://a/b.png"),
        ({"images": ["https://a/b.png"]}, "https://a/b.png"),
        ({"sample": "https://a/b.png", "seed": 3}, "https://a/b.png"),
        ({"image": {"url": "https://a/b.png"}}, "https://a/b.png"),
        (None, ""),
        ([], ""),
        ([[[[[[["https://a/b.png"]]]]]]], ""),
        (3, ""),
        ({"seed": 3}, ""),
    ],
)
def test_the_result_in_every_form(value: object, url: str) -> None:
    assert replies.picture_of(value) == url


@pytest.mark.parametrize(
    ("said", "share"),
    [(0.4, 0.4), (40, 0.4), (100, 1.0), (1, 1.0), (250, 1.0), (-1, 0.0), ("x", None), (None, None)],
)
def test_progress_in_every_form(said: object, share: float | None) -> None:
    assert replies.share_of(said) == share


def test_progress_in_a_log() -> None:
    log = "Using seed: 7\n 10%|#  | 5/50\n 62%|###### | 31/50 [00:01]\n"
    assert replies.share_in_log(log) == 0.62
    assert replies.share_in_log("booting") is None
