"""What the user asks for, in the words that all services share."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.text import _

SEED_LIMIT = 2**32

ParamValue: TypeAlias = bool | int | float | str


def random_seed() -> int:
    """A new seed, 0 up to 4294967295."""
    return secrets.randbelow(SEED_LIMIT)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that can be set at a provider.

    Attributes:
        name: the field of `FillParams`.
        label: its name for people.
        default: the provider's own, or ours where we ask for something better; gives the type.
        low, high, step: of a number.
        choices: what a text may be, in the provider's own words.
        tip: more about it, in a sentence; may be empty.
    """

    name: str
    label: str
    default: ParamValue
    low: float = 0
    high: float = 0
    step: float = 1
    choices: tuple[str, ...] = ()
    tip: str = ""

    def why_not(self, value: ParamValue) -> str | None:
        """Why the provider would refuse `value`, as a sentence; None if it is allowed."""
        if isinstance(self.default, bool):
            return None if isinstance(value, bool) else self._refusal(_("on or off"))
        if self.choices:
            return None if value in self.choices else self._refusal(", ".join(self.choices))
        whole = isinstance(self.default, int)
        fits = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
        if fits and self.low <= float(value) <= self.high:
            return None
        return self._refusal(
            _("{low} to {high}").format(low=f"{self.low:g}", high=f"{self.high:g}")
        )

    def _refusal(self, allowed: str) -> str:
        return _("{name} must be {allowed}.").format(name=self.label, allowed=allowed)


@dataclass(frozen=True, slots=True)
class FillParams:
    """Parameters of one fill; None leaves a value to the provider.

    Attributes:
        prompt: what should appear; the embedded engine cannot read it.
        seed: 0 up to 4294967295; the same request with the same seed gives the same picture.
        steps: diffusion steps.
        guidance: how strictly the prompt is followed.
        safety_tolerance: 0 strict up to 6 lenient.
        prompt_upsampling: let the service rewrite the prompt.
        output_format: how the answer is encoded, in the provider's own word.
    """

    prompt: str = ""
    seed: int = 0
    steps: int | None = None
    guidance: float | None = None
    safety_tolerance: int | None = None
    prompt_upsampling: bool | None = None
    output_format: str | None = None


def fitted(params: FillParams, parameters: Iterable[Parameter]) -> FillParams:
    """`params` with every default filled in, and without what the provider does not take.

    BadInput for a value out of range.
    """
    known = {parameter.name: parameter for parameter in parameters}
    values: dict[str, ParamValue | None] = dict.fromkeys(
        ("steps", "guidance", "safety_tolerance", "prompt_upsampling", "output_format")
    )
    for name, parameter in known.items():
        wished = getattr(params, name)
        value = parameter.default if wished is None else wished
        reason = parameter.why_not(value)
        if reason is not None:
            raise BadInput(reason)
        values[name] = value
    return replace(params, **values)  # type: ignore[arg-type]
