"""The pinned files: complete, hashed, of one mind with each other and with pyproject."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "packaging" / "requirements"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(name: str) -> dict[str, str]:
    """{"name ; marker": version} of one file; every line must be a pin or one of its hashes."""
    found, hashed = {}, True
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line):
            hashed = True
            continue
        pin = re.fullmatch(r"([a-z0-9-]+)==([\w.]+)( ; [^\\]+)? \\", line)
        assert pin, f"{name}.txt: {line}"
        assert hashed, f"{name}.txt: no hash before {line}"
        found[pin[1] + (pin[3] or "")] = pin[2]
        hashed = False
    return found


def declared(requirements: list[str]) -> set[str]:
    """The names in a list of pyproject, as the pinned files spell them."""
    return {re.split(r"[^\w-]", entry)[0].lower() for entry in requirements}


def holds(more: dict[str, str], less: dict[str, str]) -> bool:
    """Whether `more` installs all that `less` does, and something besides.

    A pin without a marker stands for one with any.
    """
    known = {name: more.get(name, more.get(name.split(" ; ")[0])) for name in less}
    return known == less and len(more) > len(less)


def test_each_level_holds_the_one_before() -> None:
    core, editor, test = pins("core"), pins("editor"), pins("test")
    assert holds(editor, core)
    assert holds(test, editor)


def test_the_checkers_agree_with_the_rest() -> None:
    test = pins("test")
    for name, version in pins("check").items():
        assert test.get(name, version) == version


@pytest.mark.parametrize(
    ("name", "requirements"),
    [
        ("core", PROJECT["project"]["dependencies"]),
        ("editor", PROJECT["project"]["optional-dependencies"]["editor"]),
        ("test", PROJECT["dependency-groups"]["test"]),
        ("check", PROJECT["dependency-groups"]["check"]),
    ],
)
def test_what_pyproject_declares_is_pinned(name: str, requirements: list[str]) -> None:
    assert declared(requirements) <= {pin.split(" ;")[0] for pin in pins(name)}


def test_headless_work_needs_no_qt() -> None:
    assert not [name for name in pins("core") if "pyside" in name or "shiboken" in name]
