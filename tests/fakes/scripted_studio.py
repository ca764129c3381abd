"""The program's Studio on a real ledger, with providers that do what a test tells them."""

from __future__ import annotations

from unittest.mock import patch

from fluxfill_studio.providers.contract import Provider
from fluxfill_studio.studio import studio
from fluxfill_studio.studio.studio import Studio


class ScriptedProviders(dict[str, Provider]):
    """By id; stands for `registry.Providers`."""

    async def close(self) -> None:
        """Nothing is shared."""


def scripted_studio(*providers: Provider) -> Studio:
    """A studio whose only providers are these; made inside a running loop."""
    made = ScriptedProviders({one.capability.id: one for one in providers})
    with patch.object(studio, "make_providers", lambda *_arguments: made):
        return Studio()
