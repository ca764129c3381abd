"""The undo list: groups, budget, bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxfill_studio.core.undo import Act, Entry, UndoStack


class Tally:
    """Carries out acts by adding their number to a total."""

    def __init__(self, undo: UndoStack) -> None:
        self.total = 0
        undo.register("add", self._perform)

    def _perform(self, payload: bytes, backwards: bool) -> None:
        self.total += -int(payload) if backwards else int(payload)


@pytest.fixture
def undo() -> UndoStack:
    return UndoStack()


def test_a_group_is_one_step_back(undo: UndoStack) -> None:
    tally = Tally(undo)
    with undo.group("two"):
        undo.perform(Act("add", b"3"))
        undo.perform(Act("add", b"4"))
    assert tally.total == 7
    assert undo.undo_name == "two"
    undo.undo()
    assert tally.total == 0
    assert undo.redo_name == "two"
    undo.redo()
    assert tally.total == 7


def test_an_error_inside_a_group_takes_its_acts_back(undo: UndoStack) -> None:
    tally = Tally(undo)
    with undo.group("kept"):
        undo.perform(Act("add", b"1"))
    with pytest.raises(RuntimeError, match="halfway"), undo.group("lost"):  # noqa: PT012
        undo.perform(Act("add", b"5"))
        raise RuntimeError("halfway")
    assert tally.total == 1
    assert [entry.name for entry in undo.entries] == ["kept"]
    with undo.group("next"):
        undo.perform(Act("add", b"2"))
    assert [entry.name for entry in undo.entries] == ["kept", "next"]


def test_a_group_without_acts_leaves_no_entry_and_keeps_redo(undo: UndoStack) -> None:
    Tally(undo)
    with undo.group("one"):
        undo.perform(Act("add", b"1"))
    undo.undo()
    with undo.group("nothing"):
        pass
    assert undo.redo_name == "one"


def test_a_new_act_drops_what_was_undone(undo: UndoStack) -> None:
    tally = Tally(undo)
    for number in (b"1", b"2"):
        with undo.group(number.decode()):
            undo.perform(Act("add", number))
    undo.undo()
    with undo.group("other"):
        undo.perform(Act("add", b"9"))
    assert undo.redo() is None
    assert tally.total == 10


def test_the_budget_drops_the_oldest_but_never_the_newest() -> None:
    undo = UndoStack(budget=lambda: 10)
    Tally(undo)
    for number in (b"1111", b"2222", b"3333"):
        with undo.group(number.decode()):
            undo.perform(Act("add", number))
    assert [entry.name for entry in undo.entries] == ["2222", "3333"]
    assert undo.dropped
    with undo.group("huge"):
        undo.perform(Act("add", b"1" * 50))
    assert [entry.name for entry in undo.entries] == ["huge"]


def test_listeners_hear_what_comes_next(undo: UndoStack) -> None:
    Tally(undo)
    heard = []
    undo.changed.connect(heard.append)
    with undo.group("one"):
        undo.perform(Act("add", b"1"))
    undo.undo()
    assert [(c.undo_name, c.redo_name) for c in heard] == [("one", None), (None, "one")]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=6))
def test_jumping_is_undo_or_redo_until_there_and_is_told_once(jumps: list[int]) -> None:
    undo = UndoStack()
    tally = Tally(undo)
    totals = [0]
    for number in (b"1", b"2", b"3", b"4", b"5"):
        with undo.group(number.decode()):
            undo.perform(Act("add", number))
        totals.append(tally.total)
    ids = [None, *(entry.id for entry in undo.entries)]
    heard = []
    undo.changed.connect(heard.append)
    for told, place in enumerate(jumps, 1):
        undo.jump(ids[place])
        assert tally.total == totals[place]
        assert [entry.id for entry in (*undo.entries, *undo.undone)] == ids[1:]
        assert len(undo.entries) == place
        assert len(heard) == told


def test_jumping_to_what_is_not_there_changes_nothing(undo: UndoStack) -> None:
    tally = Tally(undo)
    with undo.group("one"):
        undo.perform(Act("add", b"1"))
    with pytest.raises(KeyError):
        undo.jump("elsewhere")
    assert tally.total == 1


@given(st.text(), st.lists(st.tuples(st.text(), st.binary())))
def test_an_entry_survives_as_bytes(name: str, acts: list[tuple[str, bytes]]) -> None:
    entry = Entry(name, tuple(Act(kind, payload) for kind, payload in acts))
    assert Entry.from_bytes(entry.to_bytes()) == entry


@given(st.binary())
def test_foreign_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's and struct's own are ValueErrors too
        Entry.from_bytes(data)
