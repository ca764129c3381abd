"""Everything that can be set about one service: key, price, jobs at once, address."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFocusEvent, QValidator
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fluxfill_studio.core.errors import BadInput, FluxFillError
from fluxfill_studio.core.text import _, plain
from fluxfill_studio.providers.contract import Capability, Provider
from fluxfill_studio.settings.secrets import Keys, key_variable
from fluxfill_studio.settings.services import base_url_variable
from fluxfill_studio.studio.services import KeyState, Services
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.key_block import KeyBlock, locked_words
from fluxfill_studio.ui.panels.spending import named
from fluxfill_studio.ui.panels.webhook import Webhook
from fluxfill_studio.ui.widgets.buttons import push
from fluxfill_studio.ui.widgets.dollar_field import DollarField
from fluxfill_studio.ui.widgets.fields import NumberField
from fluxfill_studio.ui.widgets.flow_row import FlowRow
from fluxfill_studio.ui.widgets.labels import label
from fluxfill_studio.ui.widgets.text_field import TextField

Spawn = Callable[[Coroutine[Any, Any, object]], object]
MOST_JOBS, MOST_USD, USD_STEP = 100, 1000, 0.001


class PriceField(DollarField):
    """US dollars per picture; one step below nothing stands for a price that is not known."""

    def __init__(self, name: str) -> None:
        super().__init__(name, MOST_USD, USD_STEP)

    def show_price(self, usd: Decimal | None) -> None:
        """Show what the model says."""
        self.setMinimum(-USD_STEP if usd is None else 0)
        self.setSpecialValueText(_("not known") if usd is None else "")
        self.show_value(self.minimum() if usd is None else float(usd))

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        """Qt: the words are no number, and right."""
        if text and text == self.specialValueText():
            return QValidator.State.Acceptable, text, at
        return super().validate(text, at)

    def valueFromText(self, text: str) -> float:
        """Qt: what the words stand for."""
        return self.minimum() if text == self.specialValueText() else super().valueFromText(text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: what is typed goes in place of the words."""
        super().focusInEvent(event)
        if self.value() < 0:
            QTimer.singleShot(0, self, self.selectAll)


class ServicePage(QWidget):
    """Every change takes effect at once.

    Attributes:
        state: how its key stands, in words.
        key: where a key is entered; `replace`, `forget`: what can be done with one that is kept.
        balance: what is left, as the service said last.
        price, jobs: numbers, each with a way back to the service's own.
        origin: where the service answers.
        webhook: who else is told when a job ends.
    """

    def __init__(self, services: Services, keys: Keys, provider: Provider, spawn: Spawn) -> None:
        super().__init__()
        self._services, self._provider, self._spawn = services, provider, spawn
        self._id: str = provider.capability.id
        self._settings = services.settings(self._id)
        self.state = label(size=tokens.LABEL, tone="second", wrap=True)
        self.key = KeyBlock(services, spawn)
        self.key.local.hide()
        self._replacing = False
        self.replace = push(_("Replace key…"), self._replace)
        self.forget = push(_("Forget key"), lambda: spawn(services.forget_key(self._id)))
        self._key_acts = FlowRow((self.replace, self.forget))
        self.balance = label(size=tokens.LABEL, wrap=True)
        self.ask_balance = push(_("Refresh"), self._ask_balance)
        self.price = PriceField(_("Price per picture"))
        self.own_price = push(_("Reset"), lambda: self._settings.set_price(None), kind="link")
        self.jobs = NumberField(_("Fills at once"), 1, MOST_JOBS, live=False)
        self.jobs.setFixedWidth(self.price.width())
        self.own_jobs = push(
            _("As it allows"), lambda: self._settings.set_concurrency(0), kind="link"
        )
        self.origin = TextField(_("Address"), self._keep_origin)
        self.webhook = Webhook(self._id, self._settings, keys, spawn)
        self._lay_out()
        for done in (self.key.kept, self.key.left):
            done.connect(self._kept)
        self.price.chosen.connect(self._keep_price)
        self.jobs.chosen.connect(lambda jobs: self._settings.set_concurrency(int(jobs)))
        drop = services.changed.connect(self._follow)
        self.destroyed.connect(lambda: drop())
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now."""
        capability, settings = self._provider.capability, self._settings
        self.state.setText(key_words(self._services, capability))
        self._show_key()
        self.price.show_price(capability.price_usd)
        self.own_price.setVisible(settings.price(None) is not None)
        self.jobs.show_value(capability.concurrency)
        self.own_jobs.setVisible(settings.concurrency(0) != 0)
        self._show_origin()
        self._show_balance()

    # -- acting -------------------------------------------------------------------------------

    def _follow(self, provider: str) -> None:
        if provider == self._id:
            self.refresh()

    def _replace(self) -> None:
        self._replacing = True
        self.key.ask(self._provider.capability)
        self.key.field.setFocus()

    def _kept(self) -> None:
        self._replacing = False
        self._show_key()

    def _keep_origin(self, text: str) -> None:
        self._settings.set_origin(text)
        self._spawn(self._services.load(self._id))

    def _keep_price(self, usd: float) -> None:
        self._settings.set_price(None if usd < 0 else Decimal(f"{usd:.3f}"))

    def _ask_balance(self) -> None:
        reason = self._services.why_not(self._id)
        if reason is None:
            self._spawn(self._balance())
        else:
            self.balance.setText(reason)

    async def _balance(self) -> None:
        self.ask_balance.setEnabled(False)
        self.balance.setText(_("Asking…"))
        try:
            await self._services.check(self._id)
            self._show_balance()
        except FluxFillError as error:
            self.balance.setText(error.message)
        finally:
            self.ask_balance.setEnabled(True)

    # -- showing ------------------------------------------------------------------------------

    def _show_key(self) -> None:
        state = self._services.state(self._id)
        kept = state in (KeyState.KEYRING, KeyState.SESSION)
        self._key_acts.setVisible(kept)
        asks = state is KeyState.MISSING or (kept and self._replacing)
        self.key.ask(self._provider.capability if asks else None)

    def _show_origin(self) -> None:
        settings, why = self._settings, ""
        try:
            origin = settings.origin
        except BadInput as error:
            origin, why = "", error.message
        if settings.from_environment:
            words = _("Set from outside, in {address}. The key must be, too, in {key}.")
            names = {"address": base_url_variable(self._id), "key": key_variable(self._id)}
            why = " ".join((words.format(**names), why)).strip()
        if not self.origin.field.hasFocus():
            self.origin.show_text(origin)
        self.origin.lock(why if settings.from_environment else "")

    def _show_balance(self) -> None:
        account = self._services.account(self._id)
        words = plain(account.balance) if account else ""
        if account is not None and not words:
            words = _("The key works. The service does not say what is left.")
        self.balance.setText(words or _("Not asked yet."))

    def _lay_out(self) -> None:
        capability = self._provider.capability
        balance = QHBoxLayout()
        balance.setSpacing(tokens.GAP)
        balance.addWidget(label(_("Balance"), tokens.LABEL))
        balance.addWidget(self.balance, 1)
        balance.addWidget(self.ask_balance)
        notes = (capability.limits, capability.seed_note, capability.upload_note)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(tokens.PAD)
        rows.addWidget(label(capability.name, tokens.TITLE, tokens.STRONG))
        rows.addWidget(label(" ".join(filter(None, notes)), tokens.LABEL, tone="second", wrap=True))
        rows.addWidget(self.state)
        rows.addWidget(self._key_acts)
        rows.addWidget(self.key)
        rows.addLayout(balance)
        rows.addLayout(named(self.price, self.own_price))
        rows.addLayout(named(self.jobs, self.own_jobs))
        rows.addWidget(self.origin)
        rows.addWidget(self.webhook)
        rows.addStretch(1)


def key_words(services: Services, capability: Capability) -> str:
    """Where the key is kept, as a sentence."""
    return {
        KeyState.NOT_NEEDED: _("It needs no key."),
        KeyState.MISSING: _("There is no key."),
        KeyState.ENVIRONMENT: locked_words(services, capability),
        KeyState.KEYRING: _("The key is in the system's keyring."),
        KeyState.SESSION: services.keyring_trouble or _("The key is kept for this session only."),
        KeyState.UNKNOWN: _("Nobody has looked for a key yet."),
    }[services.state(capability.id)]
