"""What the user asks for, in the words that all services share."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

SEED_LIMIT = 2**32


def random_seed() -> int:
    """A new seed, 0 up to 4294967295."""
    return secrets.randbelow(SEED_LIMIT)


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
    """

    prompt: str = ""
    seed: int = 0
    steps: int | None = None
    guidance: float | None = None
    safety_tolerance: int | None = None
    prompt_upsampling: bool | None = None
