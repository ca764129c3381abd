"""Open, paste, export, copy, quit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fluxfill_studio.core.text import _
from fluxfill_studio.ui.actions import Spec

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window


def file_specs(window: Window) -> list[Spec]:
    """File menu."""
    menu, files = _("&File"), window.files
    open_ = window.has_session
    return [
        Spec("open", _("Open…"), ("Ctrl+O",), files.choose, menu),
        Spec("paste", _("Paste picture"), ("Ctrl+V",), files.paste, menu),
        Spec("sample", _("Open the sample"), ("Shift+F1",), files.open_sample, menu),
        Spec(
            "export",
            _("Export PNG…"),
            ("Ctrl+E", "Ctrl+S"),
            files.export,
            menu,
            when=open_,
            gap=True,
        ),
        Spec("copy", _("Copy picture as shown"), ("Ctrl+Shift+C",), files.copy, menu, when=open_),
        Spec("quit", _("Quit"), ("Ctrl+Q",), window.wish_close, menu, gap=True),
    ]
