"""What all services share: encode, hand over once, ask, fetch. Each adapter says how."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from fluxfill_studio.core.errors import (
    BadAnswer,
    BadInput,
    CannotTell,
    FluxFillError,
    KeyMissing,
    KeyRefused,
    ProviderError,
)
from fluxfill_studio.core.text import _
from fluxfill_studio.fill.context import SizeLimits, service_box
from fluxfill_studio.fill.outgoing import packed
from fluxfill_studio.fill.params import FillParams, fitted
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.providers import outcomes, replies
from fluxfill_studio.providers.access import Access
from fluxfill_studio.providers.client import Client
from fluxfill_studio.providers.contract import (
    Accepted,
    Account,
    Answer,
    Capability,
    NotSent,
    Parcel,
    PollOutcome,
    ProviderId,
    Ready,
    Reason,
    Rejected,
    Remote,
    SubmitOutcome,
    Unknown,
)
from fluxfill_studio.providers.downloading import fetched
from fluxfill_studio.providers.wire import Body, NotConnected, Reply
from fluxfill_studio.settings.services import ServiceSettings

log = logging.getLogger(__name__)

# 1440 was measured at Replicate by a third party; nobody documents it, there or elsewhere.
# 256 and 32 are what the makers' own programs keep to.
SIZES = SizeLimits(longest=1440, shortest=256, multiple=32)
NOBODY = "00000000-0000-4000-8000-000000000000"
"""The id of a job that nobody has."""
AT_ONCE = 10
"""Jobs at once where the papers name no limit."""
ACCOUNT_S = 3.0
"""How long a refusal for want of credit waits for the amount that is left."""
SECONDS = 15.0  # what services and reports say; the program learns its own
"""About how long a picture takes."""


def base_capability(
    identity: ProviderId, name: str, origin: str, settings: ServiceSettings
) -> Capability:
    """What holds for every service unless it says otherwise; `origin` is its makers' word."""
    return Capability(
        id=identity,
        name=name,
        summary=_("{service}, paid, online").format(service=name),
        limits=_("Draws what the prompt says. The sent part of the photo leaves this machine."),
        failings=failings(),
        warnings=no_warnings,
        reads_prompt=True,
        needs_prompt=True,
        parameters=(),
        context_box=service_box(SIZES),
        sizes=SIZES,
        price_usd=settings.price(None),
        variations=2,
        concurrency=settings.concurrency(AT_ONCE),
        can_cancel=False,
        meets_border=False,
        polls_itself=False,
        seconds=seconds,
        origin=known_origin(settings, origin),
    )


def failings() -> list[str]:
    """What the model is known to do badly, one sentence each."""
    return [
        _("A painted area that is scaled down to be sent comes back softer than the photo."),
        _("Small text and faces may come out distorted."),
        _("Bands narrower than about 50 pixels may show a seam."),
    ]


def no_warnings(mask: Mask) -> Sequence[str]:
    """Nothing about a mask's shape is known to disappoint."""
    return ()


def seconds(area: int) -> float:
    """About how long a picture of `area` pixels takes: the same for all sizes that are sent."""
    return SECONDS


def known_origin(settings: ServiceSettings, default: str) -> str:
    """Where it answers; `default` while what the user set cannot be an address."""
    try:
        return settings.origin
    except BadInput:
        return default


class Service(ABC):
    """A service over HTTP. Subclasses say what it can do and how it wants to be asked."""

    name = ""
    id = ProviderId("")

    def __init__(self, client: Client, access: Access) -> None:
        self._client = client
        self._access = access

    @property
    @abstractmethod
    def capability(self) -> Capability:
        """Its record, with what the user set about it."""

    async def upload(self, request: FillRequest) -> Parcel:
        """Encode the pictures; BadInput if the service would refuse a parameter."""
        self._fitted(request)
        sent = await packed(request, self.capability.sizes)
        return await self._put(sent.image, sent.mask or b"")

    async def submit(self, request: FillRequest, parcel: Parcel, token: str) -> SubmitOutcome:
        """Hand the request over, once, on a connection of its own."""
        try:
            path, body = await self._create(request, self._fitted(request), parcel)
            reply = await self._access.ask(
                "POST",
                path,
                body=body,
                headers=self._create_headers(token),
                once=True,
                seconds=self._access.patience.create,
            )
        except NotConnected as error:
            return NotSent(f"{error.message} {_('Nothing was sent.')}")
        except (KeyMissing, KeyRefused) as error:
            text = f"{error.message} {_('Nothing was sent.')}"
            return Rejected(text, Reason.KEY, error.detail)
        except BadInput as error:
            return Rejected(error.message, Reason.INPUT, error.detail)
        except FluxFillError as error:
            log.info("%s: create without an answer: %s %s", self.id, error, error.detail)
            return Unknown(outcomes.doubt(self.name))
        outcome = self._outcome(reply)
        if isinstance(outcome, Rejected) and outcome.reason is Reason.CREDIT:
            return await self._with_amount(outcome, reply)
        return outcome

    @abstractmethod
    async def poll(self, remote: Remote) -> PollOutcome:
        """Subclasses ask."""

    async def fetch(self, request: FillRequest, remote: Remote, ready: Ready, file: Path) -> Answer:
        """Stream the picture to `file`, from wherever it lies, without any key."""
        return await fetched(self._client, ready.url, self._access.origin, file)

    async def cancel(self, remote: Remote) -> None:  # noqa: B027  most cannot
        """It cannot be stopped."""

    async def find(self, request: FillRequest, parcel: Parcel, sent: float) -> Remote | None:
        """It does not tell what it has accepted."""
        raise CannotTell(_("{service} does not say which jobs it has.").format(service=self.name))

    async def cleanup(self, parcel: Parcel) -> None:  # noqa: B027  most need not
        """Nothing lies there."""

    @abstractmethod
    async def account(self) -> Account:
        """Subclasses ask."""

    # -- for subclasses -----------------------------------------------------------------------

    async def _put(self, image: bytes, mask: bytes) -> Parcel:
        """Where the encoded pictures go; here they travel with the create."""
        return Parcel(image, mask)

    @asynccontextmanager
    async def _or_removed(self, upload: str) -> AsyncIterator[None]:
        """What follows needs `upload`; if it fails, all is put there anew, so this one goes."""
        try:
            yield
        except ProviderError:
            with contextlib.suppress(ProviderError):
                await self.cleanup(Parcel(uploads=(upload,)))
            raise

    @abstractmethod
    async def _create(
        self, request: FillRequest, params: FillParams, parcel: Parcel
    ) -> tuple[str, Body]:
        """Path and body of the create."""

    def _create_headers(self, token: str) -> Mapping[str, str]:
        return {}

    @abstractmethod
    def _accepted(self, reply: Reply) -> Remote:
        """The job that a successful create names; BadAnswer if it names none."""

    def _outcome(self, reply: Reply) -> SubmitOutcome:
        if not reply.ok:
            return outcomes.of_create(self.name, reply)
        try:
            return Accepted(self._accepted(reply))
        except BadAnswer as error:
            log.info("%s: accepted, but says: %s", self.id, error.detail)
            return Unknown(outcomes.doubt(self.name))

    async def _with_amount(self, refused: Rejected, reply: Reply) -> Rejected:
        """With what is left on the account, where the service tells that, and tells it soon."""
        if replies.credit_numbers(reply) is not None or not self.capability.tells_balance:
            return refused
        try:
            async with asyncio.timeout(ACCOUNT_S):
                account = await self.account()
        except (FluxFillError, TimeoutError) as error:
            log.info("%s: no balance: %r", self.id, error)
            return refused
        left = account.balance if account.usd is None else f"{account.balance} (${account.usd})"
        return replace(refused, message=outcomes.too_little(self.name, left))

    async def _told(self, path: str, seconds: float | None = None) -> Reply:
        """The answer to a free question; raises unless it is success."""
        reply = await self._access.ask("GET", path, seconds=seconds)
        outcomes.check(self.name, reply)
        return reply

    async def _check_key(self, path: str) -> None:
        """Ask for a job that nobody has: KeyRefused shows that the key is none.

        No paper says so, but every service looks at the key first.
        """
        reply = await self._access.ask("GET", path)
        if reply.status not in (400, 404, 422):
            outcomes.check(self.name, reply)

    async def _asked(self, remote: Remote, path: str) -> Reply:
        """The state of a job: at the address it named if that may see the key, else at `path`."""
        named = remote.poll_url
        return await self._access.ask("GET", named if self._access.trusts(named) else path)

    async def _quietly(self, method: str, path: str) -> None:
        """Ask for something that is harmless if it was done before or is no longer needed."""
        reply = await self._access.ask(method, path)
        if reply.status not in (400, 404, 409, 410, 422):
            outcomes.check(self.name, reply)

    def _fitted(self, request: FillRequest) -> FillParams:
        capability = self.capability
        if request.native and request.outpaint not in capability.native_presets:
            text = _("{service} does not extend by “{preset}” itself.")
            raise BadInput(text.format(service=self.name, preset=request.outpaint))
        if capability.needs_prompt and not request.params.prompt.strip():
            raise BadInput(_("{service} needs a prompt.").format(service=self.name))
        return fitted(request.params, capability.parameters)
