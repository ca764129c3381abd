"""kkiai and ChainHub: Replicate's predictions under `/replicate/v1`, with keys of their own.

They answer with addresses at Replicate, whom their keys are none of: jobs are polled here.
Cancelling, listing and files are documented by neither.
"""

from __future__ import annotations

import re
from dataclasses import replace

import msgspec

from fluxfill_studio.core.text import _, amount
from fluxfill_studio.providers import replies
from fluxfill_studio.providers.contract import (
    Account,
    Capability,
    KeyNeed,
    ProviderId,
    Reason,
    Rejected,
    SubmitOutcome,
)
from fluxfill_studio.providers.parameters import WIDE, parameters
from fluxfill_studio.providers.predictions import NATIVE, Predictions
from fluxfill_studio.providers.service import NOBODY, base_capability
from fluxfill_studio.providers.wire import Reply

KKIAI, CHAINHUB = ProviderId("kkiai"), ProviderId("chainhub")
_NO_CHANNEL = re.compile(r"no available channel|model_not_found", re.I)


class Gateway(Predictions):
    """What both share."""

    prefix = "/replicate/v1"
    origin = ""
    source = ""

    @property
    def capability(self) -> Capability:
        """Their prices are their own and in no paper."""
        return replace(
            base_capability(self.id, self.name, self.origin, self._access.settings),
            limits=_(
                "A gateway to Replicate: the sent part of the photo passes through it. "
                "Its price is its own; enter it to see it on the button."
            ),
            parameters=parameters(WIDE),
            native_presets=NATIVE,
            seed_note=_("Whether {service} passes the seed on is not documented.").format(
                service=self.name
            ),
            key=KeyNeed(self.source),
            result_life_s=3600,
        )

    def _outcome(self, reply: Reply) -> SubmitOutcome:
        # The software they run says so before anything is passed on; asking again does not help.
        if reply.status == 503 and _NO_CHANNEL.search(replies.start_of(reply)):
            text = _("{service} does not offer this model now. Nothing was charged.")
            return Rejected(
                text.format(service=self.name), Reason.UNAVAILABLE, replies.words(reply)
            )
        return super()._outcome(reply)


class _Usage(msgspec.Struct):
    total_available: float = 0
    unlimited_quota: bool = False


class _Told(msgspec.Struct):
    data: _Usage


class Kkiai(Gateway):
    """`www.kkiai.com`, which tells what is left."""

    id = KKIAI
    name = "kkiai"
    origin = "https://www.kkiai.com"
    source = "https://www.kkiai.com"

    @property
    def capability(self) -> Capability:
        """With a balance."""
        return replace(super().capability, tells_balance=True)

    async def account(self) -> Account:
        """What is left, in the gateway's own units; their worth is not documented."""
        usage = replies.read(await self._told("/api/usage/token/"), _Told).data
        if usage.unlimited_quota:
            return Account(_("unlimited"))
        return Account(_("{n} units").format(n=amount(usage.total_available)))


class Chainhub(Gateway):
    """`api.chainhub.tech`, which documents no free request."""

    id = CHAINHUB
    name = "ChainHub"
    origin = "https://api.chainhub.tech"
    source = "https://docs.chainhub.tech"

    async def account(self) -> Account:
        """Ask for a job that nobody has: the answer shows whether the key is taken."""
        await self._check_key(f"{self.prefix}/predictions/{NOBODY}")
        return Account()
