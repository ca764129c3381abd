"""Every import contract is seen failing: a copy of the package with one line too many."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def lint_imports(folder: Path) -> tuple[int, str]:
    """Exit code and words of import-linter with the project's own contracts in `folder`."""
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    done = subprocess.run(
        [sys.executable, "-c", "import sys; sys.path.insert(0, '.'); " + code],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "fluxfill_studio", tmp_path / "fluxfill_studio", ignore=ignored)
    return tmp_path


def test_the_package_keeps_its_contracts(copy: Path) -> None:
    code, words = lint_imports(copy)
    assert code == 0, words
    assert "0 broken" in words


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("document/__init__.py", "import PySide6.QtGui", "nothing below ui knows Qt"),
        ("jobs/__init__.py", "import qasync", "nothing below ui knows Qt"),
        ("fill/__init__.py", "import fluxfill_studio.document", "one-way layers"),
        ("jobs/__init__.py", "import fluxfill_studio.history", "one-way layers"),
        ("core/text.py", "def late():\n    import fluxfill_studio.ui", "one-way layers"),
        ("gadgets/__init__.py", '"""A folder without a place."""', "one-way layers"),
        ("cli.py", "import fluxfill_studio.ui", "the command line never imports the window"),
        ("core/geometry.py", "import numpy", "core knows the standard library and psygnal only"),
    ],
)
def test_a_planted_break_is_found(copy: Path, file: str, line: str, contract: str) -> None:
    path = copy / "fluxfill_studio" / file
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    code, words = lint_imports(copy)
    assert code == 1, words
    assert f"{contract} BROKEN" in words
