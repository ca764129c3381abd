"""The few modal questions, asked without blocking the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QPushButton, QWidget

from fluxfill_studio.core.text import _, ngettext

PICTURES = "*.png *.jpg *.jpeg *.webp *.gif *.tif *.tiff *.bmp"


class Leaving(Enum):
    """What to do with work that is in no file."""

    EXPORT = "export"
    SAVE_MASK = "save mask"
    KEEP = "keep"
    DISCARD = "discard"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class AtStake:
    """What closing a picture means for the work that is in no file.

    Attributes:
        concerns: what would be lost, in words.
        export, mask: whether an exported picture, or a saved mask, would hold any of it.
        owed: how many paid results are in no file.
        going_on: how many paid fills go on all the same.
        keyless: names of their services whose keys are kept for this session only.
    """

    concerns: list[str]
    export: bool
    mask: bool
    owed: int
    going_on: int
    keyless: tuple[str, ...]


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


async def ask_leaving(parent: QWidget, name: str, stake: AtStake) -> Leaving:
    """Export, save the mask, keep paid results, discard or cancel, naming what would be lost."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(_("Unsaved work"))
    box.setText(_("“{name}” has work that is not saved.").format(name=name))
    lost = _("You would lose: {what}.").format(what=", ".join(stake.concerns))
    box.setInformativeText("\n\n".join(filter(None, (lost, _kept(stake), _going_on(stake)))))
    role = QMessageBox.ButtonRole
    answers: dict[QPushButton, Leaving] = {}
    if stake.export:
        answers[box.addButton(_("Export…"), role.AcceptRole)] = Leaving.EXPORT
    if stake.mask:
        answers[box.addButton(_("Save mask…"), role.AcceptRole)] = Leaving.SAVE_MASK
    if stake.owed:
        answers[box.addButton(_("Keep for later"), role.AcceptRole)] = Leaving.KEEP
    answers[box.addButton(_("Discard"), role.DestructiveRole)] = Leaving.DISCARD
    cancel = box.addButton(_("Cancel"), role.RejectRole)
    box.setDefaultButton(_safest(answers) or cancel)
    box.setEscapeButton(cancel)
    await answered(box)
    return next((a for b, a in answers.items() if b is box.clickedButton()), Leaving.CANCEL)


async def ask_forget(parent: QWidget, n: int, price: str) -> bool:
    """Whether `n` results that are in no file may be deleted, which cost `price` together."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(_("Forget results"))
    words = ngettext("Forget this result for good?", "Forget these {n} results for good?", n)
    box.setText(words.format(n=n))
    words = _("What is in no file yet costs again to have anew: {price}.")
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


def _safest(answers: Mapping[QPushButton, Leaving]) -> QPushButton | None:
    """What Enter does: paid results are kept, else work is written; None: nothing would keep it."""
    for wanted in (Leaving.KEEP, Leaving.EXPORT, Leaving.SAVE_MASK):
        for button, answer in answers.items():
            if answer is wanted:
                return button
    return None


def _kept(stake: AtStake) -> str:
    """What keeping for later does; empty if there is nothing to keep."""
    if not stake.owed:
        return ""
    return ngettext(
        "Keep for later: the paid result will be offered to you again, also after a restart.",
        "Keep for later: the paid results will be offered to you again, also after a restart.",
        stake.owed,
    )


def _going_on(stake: AtStake) -> str:
    """What becomes of fills that are paid already; empty if there are none."""
    if not stake.going_on:
        return ""
    words = ngettext(
        "{n} paid fill goes on: its result will be offered to you later, also after a restart.",
        "{n} paid fills go on: their results will be offered to you later, also after a restart.",
        stake.going_on,
    ).format(n=stake.going_on)
    if not stake.keyless:
        return words
    more = _("A restart asks for the key again that is kept for this session only: {names}.")
    return f"{words} {more.format(names=', '.join(stake.keyless))}"
