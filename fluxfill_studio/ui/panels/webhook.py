"""The address that a service tells when a job ends: an advanced pass-through."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.settings.secrets import WEBHOOK_SECRET, Keys
from fluxfill_studio.settings.services import ServiceSettings
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.widgets.buttons import push
from fluxfill_studio.ui.widgets.text_field import TextField


class Webhook(QWidget):
    """Folded away until it is wanted or set.

    Attributes:
        unfold: shows the fields.
        address, secret: the fields; the secret is a key and is never shown.
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
        self.unfold = push(_("Webhook…"), lambda: self._fold(folded=False), kind="link")
        self.address = TextField(_("Webhook address"), settings.set_webhook_url, note)
        self.address.show_text(settings.webhook_url)
        self.secret = TextField(
            _("Webhook secret"),
            self._keep_secret,
            _("Kept as the key is; it signs what the address is told. Never shown again."),
        )
        self.secret.field.setEchoMode(QLineEdit.EchoMode.Password)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(tokens.PAD)
        rows.addWidget(self.unfold, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(self.address)
        rows.addWidget(self.secret)
        self._fold(folded=not settings.webhook_url)

    def _keep_secret(self, text: str) -> None:
        origin = self._settings.origin
        if text:
            self._spawn(self._keys.keep(self._provider, origin, text, WEBHOOK_SECRET))
        else:
            self._spawn(self._keys.forget(self._provider, origin, WEBHOOK_SECRET))

    def _fold(self, *, folded: bool) -> None:
        self.unfold.setVisible(folded)
        self.address.setHidden(folded)
        self.secret.setHidden(folded)
