"""Asks for a service's key, right under its name, and tries it before it is kept."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fluxfill_studio.core.errors import BadInput, FluxFillError
from fluxfill_studio.core.text import _
from fluxfill_studio.providers.contract import Capability, KeyNeed
from fluxfill_studio.settings.secrets import key_variable
from fluxfill_studio.settings.services import ServiceSettings, base_url_variable
from fluxfill_studio.studio.services import KeyState, Services
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.widgets.buttons import IconButton, push
from fluxfill_studio.ui.widgets.flow_row import FlowRow
from fluxfill_studio.ui.widgets.labels import label


class KeyBlock(QWidget):
    """One field, what becomes of the key, and a way to do without.

    Signals:
        kept: the key was accepted and is kept.
        local_wished: the built-in engine will do.
        left: the key that is there will do.
    """

    kept = Signal()
    local_wished = Signal()
    left = Signal()

    def __init__(
        self, services: Services, spawn: Callable[[Coroutine[Any, Any, object]], object]
    ) -> None:
        super().__init__()
        self._services, self._spawn = services, spawn
        self._capability: Capability | None = None
        self._checking = ""
        self._promising = False
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self._entry = QWidget()
        self.reveal = IconButton("hidden", _("Show the key"), target=28, size=16)
        self.reveal.setCheckable(True)
        self.keep = push(_("Check and keep"), self._keep)
        self.source = push(_("Where to get one"), self._open_source, kind="link")
        self.local = push(_("Use built-in"), self.local_wished.emit, kind="link")
        self.later = push(_("Not now"), self.left.emit, kind="link")
        self.words = label(size=tokens.LABEL, tone="second", wrap=True)
        self._lay_out()
        self.field.returnPressed.connect(self._keep)
        self.field.textChanged.connect(lambda _text: self._show_state())
        self.reveal.toggled.connect(self._reveal)

    def ask(self, capability: Capability | None) -> None:
        """Ask for the key of this one, or of none."""
        self.setVisible(capability is not None)
        if capability is None:
            return
        if self._asks_for(capability):
            if self._promising:  # more may be known of the keyring by now
                self._promise()
            self._show_state()
            return
        self._capability = capability
        self.field.clear()
        self.reveal.setChecked(False)
        self.field.setAccessibleName(_("Key for {name}").format(name=capability.name))
        need = capability.key
        looks = need.looks if need else ""
        words = _("{name} key, as {looks}") if looks else _("{name} key")
        self.field.setPlaceholderText(words.format(name=capability.name, looks=looks))
        self._promise()
        self._show_state()

    # -- private ------------------------------------------------------------------------------

    def _asks_for(self, capability: Capability) -> bool:
        """Whether it asks for this one already: what was typed stays."""
        now = self._capability
        return now is not None and (now.id, now.origin) == (capability.id, capability.origin)

    def _lay_out(self) -> None:
        entry = QHBoxLayout(self._entry)
        entry.setContentsMargins(0, 0, 0, 0)
        entry.setSpacing(tokens.TIGHT)
        entry.addWidget(self.field, 1)
        entry.addWidget(self.reveal)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(tokens.TIGHT)
        rows.addWidget(self._entry)
        rows.addWidget(FlowRow((self.keep, self.source, self.local, self.later)))
        rows.addWidget(self.words)

    @property
    def _settings(self) -> ServiceSettings:
        assert self._capability is not None
        return self._services.settings(self._capability.id)

    def _promise(self) -> None:
        self._say(self._locked() or self._promised(), "second")
        self._promising = True

    def _locked(self) -> str:
        assert self._capability is not None
        return locked_words(self._services, self._capability)

    def _promised(self) -> str:
        """What becomes of a key that is entered here."""
        if self._services.keyring_trouble:
            return self._services.keyring_trouble
        try:
            origin = self._settings.origin
        except BadInput as error:
            return error.message
        words = _("Checked free of charge, kept in the system's keyring for {origin} only.")
        return words.format(origin=origin)

    def _show_state(self) -> None:
        free = not self._locked()
        self._entry.setVisible(free)
        self.keep.setVisible(free)
        self.later.setVisible(free and self._has_key)
        self.field.setEnabled(not self._checking)
        self.keep.setEnabled(not self._checking and bool(self.field.text().strip()))
        self.source.setEnabled(self._need is not None)

    @property
    def _has_key(self) -> bool:
        assert self._capability is not None
        return self._services.state(self._capability.id) is not KeyState.MISSING

    @property
    def _need(self) -> KeyNeed | None:
        return self._capability.key if self._capability else None

    def _reveal(self, on: bool) -> None:
        mode = QLineEdit.EchoMode
        self.field.setEchoMode(mode.Normal if on else mode.Password)
        self.reveal.rename(_("Hide the key") if on else _("Show the key"))

    def _open_source(self) -> None:
        if self._need is not None:
            QDesktopServices.openUrl(QUrl(self._need.source))

    def _keep(self) -> None:
        if self._capability is not None and self.keep.isEnabled():
            self._checking = self._capability.id
            self._show_state()
            words = _("Asking {name} whether it knows the key…")
            self._say(words.format(name=self._capability.name), "second")
            self._spawn(self._try(self._capability.id, self.field.text()))

    async def _try(self, provider: str, text: str) -> None:
        """Refused or not, the words are for the service that was asked for the key."""
        words = ""
        try:
            await self._services.keep_key(provider, text)
        except FluxFillError as error:
            words = error.message
        finally:
            self._checking = ""
        if self._capability is not None and self._capability.id == provider:
            self._show_state()
            if words:
                self._say(words, "error")
                self._back_to_field()
            else:
                self._promise()
                self.field.clear()
                self.kept.emit()

    def _back_to_field(self) -> None:
        """To be corrected: the focus went to a neighbour while the field was off."""
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            self.field.setFocus()
            self.field.selectAll()

    def _say(self, words: str, tone: str) -> None:
        self._promising = False
        self.words.setProperty("tone", tone)
        self.words.style().polish(self.words)
        self.words.setText(words)


def locked_words(services: Services, capability: Capability) -> str:
    """Why no key can be entered: the one that counts is set from outside; empty: it can."""
    provider, name = capability.id, capability.name
    if services.state(provider) is KeyState.ENVIRONMENT:
        words = _(
            "The key of {name} is set from outside, in {key}. To use another one, change it there "
            "and start the program again."
        )
    elif services.settings(provider).from_environment:
        words = _(
            "The address of {name} is set from outside, in {address}. Its key must be set there "
            "too, in {key}: then start the program again."
        )
    else:
        return ""
    variables = {"key": key_variable(provider), "address": base_url_variable(provider)}
    return words.format(name=name, **variables)
