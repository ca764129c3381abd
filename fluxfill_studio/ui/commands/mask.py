"""Acts and operations on the whole mask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from fluxfill_studio.core.text import _
from fluxfill_studio.studio.masking import Masking
from fluxfill_studio.ui.actions import Spec

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window

KEYS = {
    "clear_mask": ("Ctrl+D",),
    "last_mask": ("Ctrl+Shift+D",),
    "invert_mask": ("Ctrl+I", "Ctrl+Shift+I"),
    "mask_all": ("Ctrl+A",),
    "fill_holes": ("Shift+F5",),
    "grow": ("Ctrl+Shift+]",),
    "shrink": ("Ctrl+Shift+[",),
    "feather": ("Shift+F6",),
    "smooth": ("Shift+F7",),
    "harden": ("Shift+F8",),
    "specks": ("Shift+F9",),
    "border": ("Ctrl+Shift+B",),
    "mask_alpha": ("Ctrl+Shift+T",),
    "luminance": ("Ctrl+Shift+L",),
    "colours": ("Ctrl+Shift+R",),
    "load_mask": ("Ctrl+Shift+O",),
    "save_mask": ("Ctrl+Shift+S",),
    "copy_mask": ("Ctrl+Shift+X",),
    "paste_mask": ("Ctrl+Shift+V",),
    "keep_mask": ("Ctrl+Shift+K",),
    "kept_masks": ("Ctrl+Shift+M",),
}


def mask_specs(window: Window) -> list[Spec]:
    """Mask menu."""
    return [*_acts(window), *_operations(window), *_makers(window), *_files(window)]


def _spec(window: Window, action: str, text: str, run: Callable[[], object], **more: Any) -> Spec:
    return Spec(
        action, text, KEYS[action], run, _("&Mask"),
        when=more.pop("when", window.has_session), **more,
    )  # fmt: skip


def _acts(window: Window) -> Iterator[Spec]:
    row, act = partial(_spec, window), window.masks.act
    yield row("clear_mask", _("Clear mask"), window.masks.clear)
    yield row("last_mask", _("Last mask back"), lambda: act(Masking.last_back))
    yield row("invert_mask", _("Invert mask"), lambda: act(Masking.invert))
    yield row("mask_all", _("Mask everything"), lambda: act(Masking.fill_all))


def _operations(window: Window) -> Iterator[Spec]:
    masks = window.masks
    row = partial(_spec, window, when=masks.has_mask)
    yield row("grow", _("Grow…"), lambda: masks.adjust("grow"), gap=True)
    yield row("shrink", _("Shrink…"), lambda: masks.adjust("shrink"))
    yield row("feather", _("Feather…"), lambda: masks.adjust("feather"))
    yield row("smooth", _("Smooth…"), lambda: masks.adjust("smooth"))
    yield row("harden", _("Harden…"), lambda: masks.adjust("harden"))
    yield row("specks", _("Drop specks…"), lambda: masks.adjust("specks"))
    yield row("border", _("Border…"), lambda: masks.adjust("border"))
    yield row("fill_holes", _("Fill holes…"), lambda: masks.adjust("fill_holes"))


def _makers(window: Window) -> Iterator[Spec]:
    masks, row = window.masks, partial(_spec, window)
    yield row(
        "mask_alpha",
        _("Mask from transparency…"),
        lambda: masks.adjust("alpha"),
        when=window.has_alpha,
        gap=True,
    )
    yield row("luminance", _("Mask from luminance…"), lambda: masks.adjust("luminance"))
    yield row("colours", _("Mask from colours…"), lambda: masks.adjust("colours"))


def _files(window: Window) -> Iterator[Spec]:
    masks, row = window.masks, partial(_spec, window)
    yield row("load_mask", _("Load mask…"), masks.load, gap=True)
    yield row("save_mask", _("Save mask…"), masks.save, when=masks.has_mask)
    yield row("copy_mask", _("Copy mask"), masks.copy, when=masks.has_mask)
    yield row("paste_mask", _("Paste as mask"), masks.paste)
    yield row("keep_mask", _("Keep mask"), masks.keep, when=masks.has_mask, gap=True)
    yield row("kept_masks", _("Kept masks…"), masks.show_kept)
