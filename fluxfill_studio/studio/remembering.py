"""What the Fill block is set to, kept for the next picture: who fills, how often, with what.

The prompt and the seed belong to one picture, so they are not kept.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping

from fluxfill_studio.fill.params import ParamValue
from fluxfill_studio.providers.contract import Capability, Provider
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import PROVIDERS, VALUES, VARIATIONS
from fluxfill_studio.studio.form import Form, Wishes

log = logging.getLogger(__name__)


class Remembering:
    """Sets a new form as the last one was left, and keeps what the user changes in it."""

    def __init__(
        self, settings: Settings, providers: Mapping[str, Provider], *, keeps: bool = True
    ) -> None:
        """`keeps`: what a form is changed to is remembered; else it is only recalled."""
        self._settings = settings
        self._providers = providers
        self._keeps = keeps

    def follow(self, form: Form) -> None:
        """Recall into `form`, then listen to it as long as it lives."""
        form.set(providers=self._chosen(form.wishes.providers), values=self._values())
        before = ""

        def changed(wishes: Wishes) -> None:
            nonlocal before
            another, before = wishes.provider != before, wishes.provider
            usual = VARIATIONS.get(wishes.provider)
            if another and usual is not None:
                form.set(variations=int(self._settings.number(usual)))
            if self._keeps:
                self._keep(form.wishes)

        changed(form.wishes)
        form.changed.connect(changed)

    def _chosen(self, default: tuple[str, ...]) -> tuple[str, ...]:
        named = self._settings.text(PROVIDERS).split()
        return tuple(name for name in self._providers if name in named) or default

    def _values(self) -> dict[str, Mapping[str, ParamValue]]:
        found = {
            name: _read(self._settings.text(VALUES[name]), provider.capability)
            for name, provider in self._providers.items()
            if name in VALUES
        }
        return {name: values for name, values in found.items() if values}

    def _keep(self, wishes: Wishes) -> None:
        settings = self._settings
        settings.set(PROVIDERS, " ".join(wishes.providers))
        if wishes.provider in VARIATIONS:
            settings.set(VARIATIONS[wishes.provider], wishes.variations)
        for name, setting in VALUES.items():
            values = wishes.values.get(name)
            settings.set(setting, json.dumps(dict(values), sort_keys=True) if values else "")


def _read(text: str, capability: Capability) -> dict[str, ParamValue]:
    """What of the stored values the service still takes."""
    try:
        stored = dict(json.loads(text or "{}"))
    except (ValueError, TypeError) as error:
        log.warning("parameters of %s could not be read: %s", capability.id, error)
        return {}
    return {
        one.name: stored[one.name]
        for one in capability.parameters
        if one.name in stored and one.why_not(stored[one.name]) is None
    }
