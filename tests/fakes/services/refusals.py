"""What a fake service says no to, before each dialect puts it in its own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Problems = Sequence[tuple[str, str]]

DENIED, BROKE, QUOTA = "denied", "broke", "quota"
FORBIDDEN, UNKNOWN, BAD, BUSY = "forbidden", "unknown", "bad", "busy"
CONFLICT, DOWN, TOO_LARGE = "conflict", "down", "too large"
WHYS = {DENIED, BROKE, QUOTA, FORBIDDEN, UNKNOWN, BAD, BUSY, DOWN}  # every dialect has them


@dataclass
class Refused(Exception):
    """A request that the documented service would not accept.

    Attributes:
        why: one of the words above.
        message: in the service's tone.
        problems: field and message of each wrong value.
        retry_after: seconds, for `BUSY`.
    """

    why: str
    message: str
    problems: Problems = field(default=())
    retry_after: float | None = None


@dataclass(frozen=True)
class Rule:
    """Type and range of one parameter; `choices` for words."""

    kind: type | tuple[type, ...]
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] | None = None
    required: bool = False
    nullable: bool = False


NUMBER = (int, float)
PRESETS = (
    "Zoom out 1.5x",
    "Zoom out 2x",
    "Make square",
    "Left outpaint",
    "Right outpaint",
    "Top outpaint",
    "Bottom outpaint",
)


def check(params: object, rules: Mapping[str, Rule], where: str = "") -> dict[str, Any]:
    """`params` if every field is known and in range; Refused otherwise.

    Stricter than most services in one point: a field nobody documents is refused, so that a
    misspelt one is noticed.
    """
    if not isinstance(params, dict):
        raise Refused(BAD, "Input must be an object", [(where or "body", "must be an object")])
    problems = [(where + name, "is not a known field") for name in params if name not in rules]
    for name, rule in rules.items():
        problem = _problem(params.get(name), rule, present=name in params)
        if problem:
            problems.append((where + name, problem))
    if problems:
        raise Refused(BAD, "Invalid input", problems)
    return params


def _problem(value: object, rule: Rule, *, present: bool) -> str | None:
    if not present or (value is None and rule.nullable):
        return "is required" if rule.required else None
    wrong_bool = isinstance(value, bool) and rule.kind is not bool
    if not isinstance(value, rule.kind) or wrong_bool:
        return "has the wrong type"
    if rule.choices is not None and value not in rule.choices:
        return "must be one of " + ", ".join(rule.choices)
    size = len(value) if isinstance(value, str) else value
    if isinstance(size, NUMBER) and rule.low is not None and size < rule.low:
        return f"must be greater than or equal to {rule.low}"
    if isinstance(size, NUMBER) and rule.high is not None and size > rule.high:
        return f"must be less than or equal to {rule.high}"
    return None
