"""What every session of one program shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fluxfill_studio.jobs.runner import Runner
from fluxfill_studio.providers.contract import Provider
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.studio.errands import Errands
from fluxfill_studio.studio.estimates import Estimates
from fluxfill_studio.studio.money import Money
from fluxfill_studio.studio.services import Services
from fluxfill_studio.studio.work import WorkPool


@dataclass(frozen=True, slots=True)
class Shared:
    """Handed to each session by Studio.

    Attributes:
        settings: what the user changed.
        providers: by id.
        services: their keys and accounts.
        runner: every job.
        money: what was spent.
        estimates: how long fills take.
        work: the thread pool for pixels.
        errands: small work in the background.
    """

    settings: Settings
    providers: Mapping[str, Provider]
    services: Services
    runner: Runner
    money: Money
    estimates: Estimates
    work: WorkPool
    errands: Errands
