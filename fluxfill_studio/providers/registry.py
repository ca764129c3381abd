"""Every provider by its id, in the order they are offered."""

from __future__ import annotations

from fluxfill_studio.providers.contract import Provider
from fluxfill_studio.providers.local import LOCAL, LocalProvider


def make_providers() -> dict[str, Provider]:
    """One of each."""
    return {LOCAL: LocalProvider()}
