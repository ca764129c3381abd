"""The real editor with somebody in front of it, as a process of its own.

    editor_driver.py PICTURE ENDING [SERVICE]

Opens PICTURE, paints, presses Generate, prints "filling" once the engine (or SERVICE) works, and
then ends as ENDING says: "wait" goes on filling, "discard" closes the window and answers the
question.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from fluxfill_studio import app as editor
from fluxfill_studio.core import log
from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.providers.local import LOCAL


class Somebody:
    """Looks at the window every 20 ms and does the next thing that can be done."""

    def __init__(self, ending: str, service: str = "local") -> None:
        self.ending = ending
        self.service = service
        self.step = 0
        self.timer = QTimer(interval=20)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def look(self) -> None:
        from fluxfill_studio.ui.window import Window

        for widget in QApplication.topLevelWidgets():
            window = widget.findChild(Window)
            if window is not None:
                getattr(self, f"step_{self.step}")(window)
                return

    def step_0(self, window) -> None:
        if window.session is not None:
            canvas = window.session.document.canvas
            hole = Rect(
                canvas.width // 4, canvas.height // 4, canvas.width // 2, canvas.height // 2
            )
            window.session.document.edit_mask("Brush", hole, lambda mask: mask.fill(255))
            window.session.form.set(providers=(self.service,))
            window.session.form.set(variations=1)
            window.generate()
            self.step = 1

    def step_1(self, window) -> None:
        jobs = window.session.filling.running
        # The engine has a process once it tells how far it is.
        if any(job.progress or (job.remote_id and self.service != LOCAL) for job in jobs):
            print("filling", flush=True)
            self.step = 2
            if self.ending == "discard":
                window.shell.close()

    def step_2(self, window) -> None:
        for box in window.shell.findChildren(QMessageBox):
            if box.isVisible():
                print(box.informativeText(), flush=True)
                discard = QMessageBox.ButtonRole.DestructiveRole
                next(b for b in box.buttons() if box.buttonRole(b) == discard).click()
                self.step = 3

    def step_3(self, _window) -> None:
        pass


if __name__ == "__main__":
    log.start()
    application = QApplication(["editor"])
    somebody = Somebody(*sys.argv[2:])
    sys.exit(editor.main([sys.argv[1]]))
