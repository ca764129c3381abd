"""A button for what may cost twice: the first press asks, the second one means it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QMargins, QSize, QTimer

from fluxfill_studio.ui.widgets.buttons import PushButton

ASK_MS = 3000
"""How long the question stands."""
GAP_S = 0.5
"""A second press sooner than that is a double click, no answer."""


class SureButton(PushButton):
    """Reads `text`; once pressed, `question` for three seconds, and only then a press runs `run`.

    As wide as the longer of the two: it stays under the pointer.
    """

    def __init__(self, text: str, question: str, run: Callable[[], object]) -> None:
        super().__init__(text)
        self._said, self._question, self._run = text, question, run
        self._asked_at = 0.0
        self._ends = QTimer(self, singleShot=True, interval=ASK_MS)
        self._ends.timeout.connect(self._rest)
        self.setProperty("kind", "small")
        self.clicked.connect(lambda _on: self._press())

    @property
    def question(self) -> str:
        """What it asks."""
        return self._question

    @question.setter
    def question(self, words: str) -> None:
        if words != self._question:
            self._question = words
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Qt: room for either."""
        size, metrics = super().sizeHint(), self.fontMetrics()
        widest = max(map(metrics.horizontalAdvance, (self._said, self._question)))
        return size.grownBy(QMargins(0, 0, widest - metrics.horizontalAdvance(self.text()), 0))

    def _press(self) -> None:
        if not self._ends.isActive():
            self._asked_at = time.monotonic()
            self.setText(self.question)
            self._ends.start()
        elif time.monotonic() - self._asked_at >= GAP_S:
            self._ends.stop()
            self._rest()
            self._run()

    def _rest(self) -> None:
        self.setText(self._said)
