"""Fields made from declared options: they show the value, set it, and give the focus back."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QComboBox

from fluxfill_studio.settings.options import Option
from fluxfill_studio.settings.table import Value
from fluxfill_studio.ui.panels.option_row import OptionRow
from fluxfill_studio.ui.widgets.curve_editor import CurveEditor
from fluxfill_studio.ui.widgets.popover import Popover

LEFT = Qt.MouseButton.LeftButton
LONG = tuple((f"kind{n}", f"A rather long name {n}") for n in range(3))


@dataclass
class Values:
    """What a tool would hold."""

    kept: dict[str, Value] = field(
        default_factory=lambda: {"size": 60.0, "hard": True, "mode": "add", "kind": "kind1"}
    )

    def option(self, key: str, **how: object) -> Option:
        return Option(
            key,
            key.title(),
            lambda: self.kept[key],
            lambda value: self.kept.update({key: value}),
            **how,
        )

    def options(self) -> list[Option]:
        modes = (("add", "Add"), ("subtract", "Subtract"), ("intersect", "Intersect"))
        return [
            self.option("mode", choices=modes),
            self.option("size", low=1, high=5000, unit=" px", logarithmic=True, tip="How wide"),
            self.option("hard"),
            self.option("kind", choices=LONG),
        ]


@pytest.fixture
def values() -> Values:
    return Values()


@pytest.fixture(params=[False, True], ids=["row", "column"])
def row(request, qtbot, dressed: QApplication, values: Values) -> OptionRow:
    row = OptionRow(values.options(), vertical=request.param)
    qtbot.addWidget(row)
    row.show()
    return row


def test_fields_show_what_the_options_say_and_again_after_refresh(
    row: OptionRow, values: Values
) -> None:
    assert list(row.fields) == ["mode", "size", "hard", "kind"]
    assert row.fields["size"].number.value() == 60
    assert row.fields["size"].toolTip() == "How wide"
    assert row.fields["hard"].isChecked()
    values.kept |= {"size": 400.0, "hard": False, "mode": "intersect", "kind": "kind2"}
    row.refresh()
    assert row.fields["size"].number.value() == 400
    assert not row.fields["hard"].isChecked()
    assert row.fields["mode"].choice.choice == 2
    assert row.findChild(QComboBox).currentText() == "A rather long name 2"


def test_fields_set_their_options_and_give_the_focus_back(row: OptionRow, values: Values) -> None:
    done: list[bool] = []
    row.done.connect(lambda: done.append(True))
    subtract = next(
        b for b in row.findChildren(QAbstractButton) if b.accessibleName() == "Subtract"
    )
    assert subtract.toolTip() == "Subtract"
    QTest.mouseClick(subtract, LEFT)
    QTest.mouseClick(row.findChild(QCheckBox), LEFT, pos=QPoint(8, 14))
    number = row.fields["size"].number
    number.selectAll()
    QTest.keyClicks(number, "123")
    QTest.keyClick(number, Qt.Key.Key_Return)
    QTest.keyClick(row.findChild(QComboBox), Qt.Key.Key_Up)
    assert values.kept == {"size": 123.0, "hard": False, "mode": "subtract", "kind": "kind0"}
    assert len(done) == 4


def test_one_option_may_change_another(qtbot, dressed: QApplication, values: Values) -> None:
    def both(value: Value) -> None:
        values.kept |= {"hard": value, "size": 7.0}

    size = values.option("size", low=1, high=100)
    hard = Option("hard", "Hard", lambda: values.kept["hard"], both)
    row = OptionRow([size, hard])
    qtbot.addWidget(row)
    row.show()
    row.fields["hard"].click()
    assert row.fields["size"].number.value() == 7


def test_a_curve_is_edited_in_a_popup(qtbot, dressed: QApplication, values: Values) -> None:
    values.kept["curve"] = "0,0 1,1"
    row = OptionRow([values.option("curve")])
    qtbot.addWidget(row)
    row.show()
    done: list[bool] = []
    row.done.connect(lambda: done.append(True))
    QTest.mouseClick(row.fields["curve"].button, LEFT)
    (popover,) = row.findChildren(Popover)
    (editor,) = popover.findChildren(CurveEditor)
    assert editor.text == "0,0 1,1"
    editor.field.setText("0,0 0.5,0.3 1,1")
    QTest.keyClick(editor.field, Qt.Key.Key_Return)
    assert values.kept["curve"] == "0,0 0.5,0.3 1,1"
    QTest.keyClick(popover, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: done == [True])
