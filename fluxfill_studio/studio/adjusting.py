"""One operation on the mask at a time, seen in the mask itself while its values are chosen.

The preview is an open gesture: Apply makes it one undo entry, Cancel leaves no trace. Whatever
else begins to change the mask or the pixels, and Generate, applies it first; Undo takes its last
step back or cancels it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fluxfill_studio.core.signals import Channel
from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.document.edit import MaskEdit
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.studio.notices import Notice, Tone
from fluxfill_studio.studio.operations import Operation, Original, Plan
from fluxfill_studio.studio.work import WorkPool


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Another operation is open, or none; or the open one has been seen with its values."""

    operation: Operation | None


class Adjusting:
    """The open operation of a document.

    Attributes:
        changed: tells when one is opened, closed, or its newest preview stands in the mask.
    """

    def __init__(
        self, document: Document, work: WorkPool, notify: Callable[[Notice], object]
    ) -> None:
        self.changed: Channel[Adjusted] = Channel()
        self._document = document
        self._work = work
        self._notify = notify
        self._operation: Operation | None = None
        self._edit: MaskEdit | None = None
        self._original: Original | None = None
        self._running = False
        self._stale = False

    @property
    def operation(self) -> Operation | None:
        """The open one."""
        return self._operation

    @property
    def waiting(self) -> bool:
        """Whether the mask does not show the newest values yet."""
        return self._stale or self._running

    def begin(self, operation: Operation) -> None:
        """Open `operation`; one that is open is applied first."""
        document = self._document
        self._edit = document.begin_preview(self.apply)
        self._operation, self._original = operation, Original.of(document)
        self.refresh()
        self._tell()

    def refresh(self) -> None:
        """The values are others: show what they make, as soon as it is worked out."""
        if self._operation is not None:
            self._stale = True
            self._start()

    def step_back(self) -> bool:
        """Take back what the operation was told last; False if there is nothing of the kind."""
        done = self._operation is not None and self._operation.step_back()
        if done:
            self.refresh()
            self._tell()
        return done

    def apply(self) -> bool:
        """Close the operation as one undo entry; False if none was open.

        If its newest preview is not there yet, it is worked out now.
        """
        if self._operation is None or self._edit is None or self._original is None:
            return False
        if self.waiting:
            plan = self._operation.plan(self._original)
            self._show(plan, plan.work())
        edit, name = self._edit, self._operation.name
        self._forget()
        edit.commit(name)
        self._tell()
        return True

    def cancel(self) -> bool:
        """Close the operation as if it had not been; False if none was open."""
        if self._edit is None:
            return False
        edit = self._edit
        self._forget()
        edit.abort()
        self._tell()
        return True

    # -- private ------------------------------------------------------------------------------

    def _start(self) -> None:
        """Work the newest values out, unless older ones still are: then afterwards."""
        if self._running or self._operation is None or self._original is None:
            return
        self._stale, self._running = False, True
        plan, edit = self._operation.plan(self._original), self._edit

        def land(answer: Mask) -> None:
            if edit is not self._edit:
                return  # applied, cancelled or another operation: too late
            self._running = False
            self._show(plan, answer)
            if self._stale:
                self._start()
            else:
                self._tell()

        def fail(_error: BaseException) -> None:
            if edit is self._edit:
                self.cancel()
                text = _("The mask could not be worked out; the log has the details.")
                self._notify(Notice(text, Tone.ERROR))

        self._work.later(plan.work, land, fail)

    def _show(self, plan: Plan, answer: Mask) -> None:
        """Put a preview into the mask in the place of the one before."""
        assert self._edit is not None
        self._edit.restore()
        if not plan.rect.empty:
            self._edit.region(plan.rect)[:] = answer
        self._edit.shown()

    def _forget(self) -> None:
        self._operation = self._edit = self._original = None
        self._running = self._stale = False

    def _tell(self) -> None:
        self.changed.emit(Adjusted(self._operation))
