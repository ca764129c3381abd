"""Acts on the whole mask."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fluxfill_studio.core.text import _
from fluxfill_studio.ui.actions import Spec

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window


def mask_specs(window: Window) -> list[Spec]:
    """Mask menu."""
    menu, open_ = _("&Mask"), window.has_session

    def masking(name: str) -> Callable[[], object]:
        def act() -> None:
            if window.session is not None:
                window.session.choosing.hide()  # its mask is hidden: no blind change
                getattr(window.session.masking, name)()

        return act

    return [
        Spec("clear_mask", _("Clear mask"), ("Ctrl+D",), masking("clear"), menu, when=open_),
        Spec(
            "last_mask",
            _("Last mask back"),
            ("Ctrl+Shift+D",),
            masking("last_back"),
            menu,
            when=open_,
        ),
        Spec(
            "invert_mask",
            _("Invert mask"),
            ("Ctrl+I", "Ctrl+Shift+I"),
            masking("invert"),
            menu,
            when=open_,
        ),
        Spec("mask_all", _("Mask everything"), ("Ctrl+A",), masking("fill_all"), menu, when=open_),
        Spec(
            "mask_alpha",
            _("Mask from transparency"),
            (),
            masking("take_alpha"),
            menu,
            when=window.has_alpha,
        ),
    ]
