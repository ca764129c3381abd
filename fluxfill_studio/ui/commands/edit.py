"""The Edit menu: undo and redo, keys and preferences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fluxfill_studio.core.text import _, plain
from fluxfill_studio.ui.actions import Spec

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window


def edit_specs(window: Window) -> list[Spec]:
    """Edit menu."""
    menu = _("&Edit")
    return [
        Spec(
            "undo",
            _("Undo"),
            ("Ctrl+Z",),
            window.undo,
            menu,
            when=window.can_undo,
            says=lambda: _undo_words(window),
            repeats=True,
        ),
        Spec(
            "redo",
            _("Redo"),
            ("Ctrl+Shift+Z", "Ctrl+Y"),
            window.redo,
            menu,
            when=window.can_redo,
            says=lambda: _redo_words(window),
            repeats=True,
        ),
        Spec(
            "undo_list",
            _("Undo list…"),
            ("Ctrl+Shift+Y",),
            window.asides.show_undo_list,
            menu,
            when=window.has_session,
        ),
        *_keys_and_preferences(window),
    ]


def _undo_words(window: Window) -> str:
    name = window.session.document.undo.undo_name if window.session else None
    return _("Undo: {name}").format(name=plain(name)) if name else _("Undo")


def _redo_words(window: Window) -> str:
    name = window.session.document.undo.redo_name if window.session else None
    return _("Redo: {name}").format(name=plain(name)) if name else _("Redo")


def _keys_and_preferences(window: Window) -> list[Spec]:
    menu, asides = _("&Edit"), window.asides
    return [
        Spec("keys", _("Keyboard shortcuts…"), ("Ctrl+K",), asides.choose_keys, menu, gap=True),
        Spec("preferences", _("Preferences…"), ("Ctrl+,",), asides.show_preferences, menu),
        Spec("services", _("Services and costs…"), ("Ctrl+Shift+,",), asides.show_services, menu),
    ]
