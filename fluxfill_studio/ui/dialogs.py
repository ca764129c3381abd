"""The few modal questions, asked without blocking the loop."""

from __future__ import annotations

import asyncio
from enum import Enum
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QWidget

from fluxfill_studio.core.text import _, ngettext

PICTURES = "*.png *.jpg *.jpeg *.webp *.gif *.tif *.tiff *.bmp"


class Leaving(Enum):
    """What to do with work that is in no file."""

    EXPORT = "export"
    SAVE_MASK = "save mask"
    DISCARD = "discard"
    CANCEL = "cancel"


async def answered(dialog: QDialog) -> int:
    """Show `dialog` modally and wait for its result; never `exec` inside a coroutine."""
    future: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def finish(result: int) -> None:
        if not future.done():
            future.set_result(result)

    dialog.finished.connect(finish)
    dialog.open()
    try:
        return await future
    finally:
        dialog.deleteLater()


async def ask_leaving(
    parent: QWidget, name: str, concerns: list[str], *, export: bool, mask: bool, paid: int
) -> Leaving:
    """Export, save the mask, discard or cancel, naming what would be lost.

    `export`, `mask`: whether an exported picture, or a saved mask, would hold any of it.
    `paid`: how many fills go on all the same.
    """
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(_("Unsaved work"))
    box.setText(_("“{name}” has work that is not saved.").format(name=name))
    lost = _("You would lose: {what}.").format(what=", ".join(concerns))
    box.setInformativeText("\n\n".join(filter(None, (lost, _going_on(paid)))))
    role = QMessageBox.ButtonRole
    answers = {}
    if export:
        answers[box.addButton(_("Export…"), role.AcceptRole)] = Leaving.EXPORT
    if mask:
        answers[box.addButton(_("Save mask…"), role.AcceptRole)] = Leaving.SAVE_MASK
    answers[box.addButton(_("Discard"), role.DestructiveRole)] = Leaving.DISCARD
    cancel = box.addButton(_("Cancel"), role.RejectRole)
    box.setDefaultButton(next(iter(answers)) if export or mask else cancel)
    box.setEscapeButton(cancel)
    await answered(box)
    return next((a for b, a in answers.items() if b is box.clickedButton()), Leaving.CANCEL)


async def ask_forget(parent: QWidget, price: str) -> bool:
    """Whether a result that is in no file may be deleted, which cost `price`."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(_("Forget a result"))
    box.setText(_("Forget this result for good?"))
    words = _("It is in no file yet, and a new one costs again: {price}.")
    box.setInformativeText(words.format(price=price))
    forget = box.addButton(_("Forget"), QMessageBox.ButtonRole.DestructiveRole)
    keep = box.addButton(_("Keep"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    await answered(box)
    return box.clickedButton() is forget


async def ask_open(parent: QWidget, folder: Path) -> Path | None:
    """A picture file to open, or None."""
    return await _ask_picture(parent, _("Open a picture"), folder)


async def ask_mask(parent: QWidget, folder: Path) -> Path | None:
    """A picture file to be the mask, or None."""
    return await _ask_picture(parent, _("Load a mask"), folder)


async def ask_export(parent: QWidget, proposal: Path) -> Path | None:
    """Where to write the PNG, or None; the dialog asks before it names an existing file."""
    return await _ask_png(parent, _("Export PNG"), proposal)


async def ask_save_mask(parent: QWidget, proposal: Path) -> Path | None:
    """Where to write the mask, or None; the dialog asks before it names an existing file."""
    return await _ask_png(parent, _("Save the mask"), proposal)


async def _ask_picture(parent: QWidget, title: str, folder: Path) -> Path | None:
    dialog = QFileDialog(parent, title, str(folder))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters(
        [_("Pictures ({patterns})").format(patterns=PICTURES), _("All files (*)")]
    )
    if not await answered(dialog):
        return None
    return Path(dialog.selectedFiles()[0])


async def _ask_png(parent: QWidget, title: str, proposal: Path) -> Path | None:
    dialog = QFileDialog(parent, title, str(proposal.parent))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([_("PNG picture (*.png)")])
    dialog.setDefaultSuffix("png")
    dialog.selectFile(proposal.name)
    if not await answered(dialog):
        return None
    return Path(dialog.selectedFiles()[0])


def _going_on(paid: int) -> str:
    """What becomes of fills that are paid already; empty if there are none."""
    if not paid:
        return ""
    words = ngettext(
        "{n} paid fill goes on: its result will be offered to you later, also after a restart.",
        "{n} paid fills go on: their results will be offered to you later, also after a restart.",
        paid,
    )
    return words.format(n=paid)
