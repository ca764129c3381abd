"""The address that a service tells when a job ends: an advanced pass-through."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.text import _
from fluxfill_studio.settings.secrets import WEBHOOK_SECRET, KeyPlace, Keys, key_variable
from fluxfill_studio.settings.services import ServiceSettings, base_url_variable
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.widgets.buttons import push
from fluxfill_studio.ui.widgets.text_field import TextField


class Webhook(QWidget):
    """Folded away until it is wanted or set.

    Attributes:
        unfold: shows the fields.
        address, secret: the fields; the secret is a key and is never shown.
        forget: lets a kept secret go.
    """

    def __init__(
        self,
        provider: str,
        settings: ServiceSettings,
        keys: Keys,
        spawn: Callable[[Coroutine[Any, Any, object]], object],
    ) -> None:
        super().__init__()
        self._provider, self._settings, self._keys, self._spawn = provider, settings, keys, spawn
        note = _("The service tells it when a fill ends. Results are fetched here all the same.")
        self.unfold = push(_("Webhook…"), self._unfold, kind="link")
        self.address = TextField(_("Webhook address"), settings.set_webhook_url, note)
        self.address.show_text(settings.webhook_url)
        self.secret = TextField(
            _("Webhook secret"),
            self._keep_secret,
            _("Kept as the key is; it signs what the address is told. Never shown again."),
        )
        self.secret.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.forget = push(_("Forget secret"), self._forget_secret, kind="link")
        self._lay_out()
        drop = keys.changed.connect(lambda _id: self._show_secret())
        self.destroyed.connect(lambda: drop())
        if settings.webhook_url:
            self._unfold()

    def _lay_out(self) -> None:
        left = Qt.AlignmentFlag.AlignLeft
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(tokens.PAD)
        rows.addWidget(self.unfold, 0, left)
        rows.addWidget(self.address)
        rows.addWidget(self.secret)
        rows.addWidget(self.forget, 0, left)
        for widget in (self.address, self.secret, self.forget):
            widget.hide()

    def _unfold(self) -> None:
        self.unfold.hide()
        self.address.show()
        self.secret.show()
        self._show_secret()
        if origin := self._origin():
            self._spawn(self._keys.load(self._provider, origin, WEBHOOK_SECRET))

    def _origin(self) -> str:
        try:
            return self._settings.origin
        except BadInput:
            return ""

    def _show_secret(self) -> None:
        place = self._keys.place(self._provider, self._origin(), WEBHOOK_SECRET)
        kept = place in (KeyPlace.KEYRING, KeyPlace.SESSION)
        self.forget.setVisible(kept and self.unfold.isHidden())
        self.secret.field.setPlaceholderText(_("One is kept") if kept else "")
        self.secret.lock(self._locked())
        if kept and not self.secret.field.hasFocus():
            self.secret.show_text("")

    def _locked(self) -> str:
        """Why no secret can be entered here; empty: one can."""
        variable = key_variable(self._provider, WEBHOOK_SECRET)
        if self._settings.from_environment:
            words = _("{address} is set: only the secret in {secret} counts.")
            return words.format(address=base_url_variable(self._provider), secret=variable)
        place = self._keys.place(self._provider, self._origin(), WEBHOOK_SECRET)
        if place is KeyPlace.ENVIRONMENT:
            return _("Set from outside, in {secret}.").format(secret=variable)
        return ""

    def _keep_secret(self, text: str) -> None:
        self._spawn(self._keys.keep(self._provider, self._settings.origin, text, WEBHOOK_SECRET))

    def _forget_secret(self) -> None:
        self._spawn(self._keys.forget(self._provider, self._settings.origin, WEBHOOK_SECRET))
