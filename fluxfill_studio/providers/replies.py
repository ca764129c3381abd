"""What services say, read tolerantly: unknown fields are fine, wrong types are a clear error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import msgspec

from fluxfill_studio.core.errors import BadAnswer
from fluxfill_studio.core.text import _, plain
from fluxfill_studio.providers.wire import Reply

T = TypeVar("T")

NAMES = ("error", "message", "detail", "details")
"""Where an error answer keeps its texts."""
HOLDERS = ("images", "image", "url", "sample", "output")
"""Where a result keeps its picture."""
DEEPEST, MOST_TEXTS = 4, 5

# A parameter is called safety_tolerance, and a complaint about it is none of these.
_MODERATED = re.compile(
    r"nsfw|moderat|flagged|as sensitive|sensitive content|E005|content policy"
    r"|safety (filter|check|system)",
    re.I,
)
_NO_CREDIT = re.compile(
    r"insufficient[_ ](user[_ ])?(credit|quota|balance|fund)|token_quota_failed|no credit"
    r"|not enough credit|out of credit|payment required",
    re.I,
)
_PAUSE = re.compile(
    r"(?:in|after|resets?)\D{0,12}?(\d+(?:\.\d+)?)\s*"
    r"(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?)\b",
    re.I,
)
_UNITS = {"ms": 0.001, "mil": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_BAR = re.compile(r"(\d{1,3})%\|")


def read(reply: Reply, kind: type[T]) -> T:
    """The body as `kind`; BadAnswer if it is something else."""
    try:
        return msgspec.json.decode(reply.body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadAnswer(
            _("What the service says makes no sense."), f"{type(error).__name__}: {error}"
        ) from None


def words(reply: Reply) -> str:
    """What an error answer says, in one safe line; empty if it says nothing for people.

    It may be `error.message`, `error`, `message` or `detail`, a text or a list of texts.
    """
    return plain("; ".join(dict.fromkeys(_texts(_told(reply)))))


def text_of(value: object) -> str:
    """An error that is a text, or an object that holds one."""
    return plain("; ".join(dict.fromkeys(_texts(value))))


def picture_of(value: object, depth: int = 0) -> str:
    """The address of a picture: the text, or the first in a list or object; empty if none."""
    match value:
        case str():
            return value.strip()
        case list() if value and depth < DEEPEST:
            return picture_of(value[0], depth + 1)
        case dict() if depth < DEEPEST:
            inside = (picture_of(value.get(name), depth + 1) for name in HOLDERS)
            return next(filter(None, inside), "")
    return ""


def moderated(text: str) -> bool:
    """Whether an error speaks of the service's rules. Loosely: nobody documents the words."""
    return _MODERATED.search(text) is not None


def out_of_credit(reply: Reply) -> bool:
    """Whether it says no for want of money; some gateways say so with 403 (or even 429)."""
    return reply.status == 402 or _NO_CREDIT.search(start_of(reply)) is not None


def credit_numbers(reply: Reply) -> tuple[object, object] | None:
    """(needed, left), where the answer tells."""
    told = _told(reply)
    if not isinstance(told, dict):
        return None
    needed, left = told.get("creditsRequired"), told.get("creditsAvailable")
    numbers = isinstance(needed, int | float) and isinstance(left, int | float)
    return (needed, left) if numbers else None


def pause(reply: Reply) -> float | None:
    """How many seconds it asks to wait: from the header, a field, or its words."""
    header = reply.headers.get("retry-after", "").strip()
    seconds = _seconds(header) if header else None
    if seconds is not None:
        return seconds
    told = _told(reply)
    field = told.get("retry_after") if isinstance(told, dict) else None
    if isinstance(field, int | float) and not isinstance(field, bool):
        return max(0.0, float(field))
    found = _PAUSE.search(words(reply))
    return float(found[1]) * _unit(found[2]) if found else None


def share_of(progress: object) -> float | None:
    """Progress as 0 to 1; services write 0.4 or 40."""
    if isinstance(progress, bool) or not isinstance(progress, int | float):
        return None
    share = progress / 100 if progress > 1 else float(progress)
    return min(1.0, max(0.0, share))


def share_in_log(log: str) -> float | None:
    """Progress from the last bar in a log, 0 to 1."""
    found = _BAR.findall(log)
    return min(1.0, int(found[-1]) / 100) if found else None


def _seconds(header: str) -> float | None:
    """Retry-After is a number or a date."""
    if re.fullmatch(r"\d{1,9}(\.\d*)?", header):
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _unit(word: str) -> float:
    return next(length for start, length in _UNITS.items() if word.lower().startswith(start))


def _told(reply: Reply) -> object:
    try:
        return msgspec.json.decode(reply.body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _texts(value: object, depth: int = 0) -> Iterator[str]:
    """Every text in an error, by the names that services give them."""
    if depth > DEEPEST:
        return
    match value:
        case str() if value.strip():
            yield value.strip()
        case list():
            for item in value[:MOST_TEXTS]:
                yield from _texts(item, depth + 1)
        case {"msg": str(text), **rest}:  # of a wrong field, with where it stands
            place = ".".join(str(part) for part in _list(rest.get("loc")) if part != "body")
            yield f"{place}: {text}" if place else text
        case dict():
            named = [name for name in NAMES if value.get(name)]
            for name in named:
                yield from _texts(value[name], depth + 1)
            if depth and not named:  # {"path": ["message"]}
                for name, item in list(value.items())[:MOST_TEXTS]:
                    yield from (f"{name}: {text}" for text in _texts(item, depth + 1))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def start_of(reply: Reply) -> str:
    """As much of the body as an error needs."""
    return reply.body[:10_000].decode("utf-8", "replace")
