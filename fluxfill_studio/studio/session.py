"""One open document with everything that happens to it, as named operations.

Menu, key, test and command line call the same ones: `masking`, `choosing`, `filling`,
`exporting`, and here undo, redo and the way between states.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fluxfill_studio.core.signals import Channel
from fluxfill_studio.core.text import _, ngettext
from fluxfill_studio.document.changes import DocumentChange, PixelsChanged, StateId
from fluxfill_studio.document.document import Document
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.history.history import History
from fluxfill_studio.imaging.opening import Picture
from fluxfill_studio.providers.contract import Provider
from fluxfill_studio.studio.adjusting import Adjusting
from fluxfill_studio.studio.choosing import Choosing
from fluxfill_studio.studio.cost import Cost
from fluxfill_studio.studio.exporting import Exporting
from fluxfill_studio.studio.filling import Filling
from fluxfill_studio.studio.form import Form, Values, Wishes
from fluxfill_studio.studio.keeping import Keeping
from fluxfill_studio.studio.masking import Masking
from fluxfill_studio.studio.notices import Action, Notice
from fluxfill_studio.studio.operations import Operation
from fluxfill_studio.studio.shared import Shared


class Session:
    """A document and what is done with it.

    Attributes:
        document: pixels, mask, states, undo.
        history: runs and results.
        form: the wishes of the next press.
        masking, adjusting, choosing, filling, exporting: the operations, by subject.
        keeping: what the ledger is told of its results.
        transparent: some pixel of the picture was not opaque when it was opened.
        notices: lines for the user.
        withdrawn: tells those of them that hold no more.
    """

    def __init__(
        self,
        picture: Picture,
        path: Path | None,
        shared: Shared,
        made_by: FillRequest | None = None,
    ) -> None:
        """`made_by`: the request whose result the picture is, in no file yet; None: a file's."""
        self.notices: Channel[Notice] = Channel()
        self.withdrawn: Channel[Notice] = Channel()
        self.document = Document(picture.pixels, picture.icc, path)
        self.history = History(self.document.undo)
        first = next(iter(shared.providers.values())).capability
        self.form = Form(
            Wishes((first.id,), variations=first.variations), _defaults(shared.providers)
        )
        self.masking = Masking(self.document)
        self.adjusting = Adjusting(self.document, shared.work, self.notices.emit)
        self.choosing = Choosing(self.document, self.history, self.masking)
        self.filling = Filling(
            self.document,
            self.history,
            self.choosing,
            self.form,
            shared,
            self.notices.emit,
            self.withdrawn.emit,
        )
        self.keeping = Keeping(self.document.id, self.history, shared, self.notices.emit, made_by)
        self.exporting = Exporting(
            self.document, self.history, self.choosing, shared.work, self.keeping.imported, made_by
        )
        self.transparent = picture.has_transparency
        self._made = made_by is not None
        self.document.changed.connect(self._follow)
        self.choosing.changed.connect(lambda _shown: self.document.settle())
        self._outpaint = self.form.wishes.outpaint
        self.form.changed.connect(self._follow_wishes)

    @property
    def name(self) -> str:
        """What the picture is called."""
        path = self.document.path
        if path is not None:
            return path.name
        return _("Extended picture") if self._made else _("Pasted picture")

    def adjust(self, operation: Operation) -> None:
        """Open an operation on the mask; a shown result is hidden first.

        One that is open is applied: a series of them is wished more often than one given up by
        opening the next, and it can be taken back from the notice.
        """
        if self.document.editing:
            return
        self.choosing.hide()
        open_, before = self.adjusting.operation, self.document.undo.entries[-1:]
        self.adjusting.begin(operation)
        if open_ is not None and self.document.undo.entries[-1:] != before:
            self.offer_undo(_("{name} was applied.").format(name=open_.name))

    def undo(self) -> None:
        """Take the newest act back, or a step of an open operation, or give that up.

        A shown result is hidden first, it is no act.
        """
        if self.adjusting.step_back() or self.adjusting.cancel():
            return
        if not self.document.editing:
            self.choosing.hide()
            self.document.undo.undo()

    def offer_undo(self, text: str) -> None:
        """Say what was just done, with a button that takes it back while it is the newest act."""
        newest = self.document.undo.entries[-1:]

        def take_back() -> None:
            self.adjusting.cancel()
            if self.document.undo.entries[-1:] == newest:
                self.document.undo.undo()

        self.notices.emit(Notice(text, action=Action(_("Undo"), take_back)))

    def redo(self) -> None:
        """Do the act last undone again, or give an open operation up."""
        if not self.adjusting.cancel() and not self.document.editing:
            self.choosing.hide()
            self.document.undo.redo()

    def jump(self, entry_id: str | None) -> None:
        """Undo or redo up to an entry of the list; None: back to before the first."""
        if not self.adjusting.cancel() and not self.document.editing:
            self.choosing.hide()
            self.document.undo.jump(entry_id)

    def go_to(self, state: StateId) -> None:
        """Make another state current, as one undo entry."""
        self.choosing.hide()
        self.document.settle()
        with self.document.undo.group(_("Go to another state")):
            self.document.go_to(state)

    def begin_painting(self) -> None:
        """The pen comes down on the canvas: settle what is shown first."""
        if self.choosing.before_painting():
            self.notices.emit(
                Notice(
                    _("The result was adopted, then painted on."),
                    action=Action(_("Undo"), self.undo),
                )
            )

    def concerns(self, *, mask: bool = True) -> list[str]:
        """What would be lost if the document went away now, in words; empty if nothing.

        `mask`: whether the painted mask counts; not if it has just been saved.
        """
        lost: list[str] = []
        if mask and not self.document.mask_bounds.empty:
            lost.append(_("a painted mask"))
        kept = len(self.document.kept.names)
        if kept:
            lost.append(ngettext("{n} kept mask", "{n} kept masks", kept).format(n=kept))
        results = self._results()
        lost += results
        if not results and not self.exporting.up_to_date:
            lost.append(_("changes that are not exported"))
        running = len(self.filling.lost_with_it)
        if running:
            lost.append(
                ngettext("{n} running fill", "{n} running fills", running).format(n=running)
            )
        return lost

    def _results(self) -> list[str]:
        """How many are in no file, free and paid ones, and what these cost."""
        unwritten = [r for r in self.history.visible() if not self.exporting.holds(r.id)]
        owed = self.keeping.owed
        paid = {job.id for job in owed}
        free, words = sum(r.request.id not in paid for r in unwritten), []
        if free:
            words.append(ngettext("{n} result", "{n} results", free).format(n=free))
        if owed:
            cost = Cost.of(job.price_usd for job in owed).words
            plural = ngettext("{n} paid result ({cost})", "{n} paid results ({cost})", len(owed))
            words.append(plural.format(n=len(owed), cost=cost))
        return words

    def _follow(self, change: DocumentChange) -> None:
        """A canvas that has just changed its size is not to grow once more by itself."""
        if isinstance(change, PixelsChanged) and change.canvas_changed:
            self.form.set(extend=False)

    def _follow_wishes(self, wishes: Wishes) -> None:
        """Who chooses how the canvas grows wants to see its new edges, not a result."""
        before, self._outpaint = self._outpaint, wishes.outpaint
        if wishes.extend and wishes.outpaint != before:
            self.choosing.hide()

    def close(self, *, consented: bool = False) -> None:
        """Let its jobs go; the session must not be used again.

        `consented`: the user knows what is lost with it; else the ledger offers its results again.
        """
        self.adjusting.cancel()
        self.filling.close()
        self.keeping.let_go(consented=consented)


def _defaults(providers: Mapping[str, Provider]) -> Values:
    return {
        name: {one.name: one.default for one in provider.capability.parameters}
        for name, provider in providers.items()
    }
