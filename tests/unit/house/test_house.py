"""The rules of the house that a tool can check: sizes, docstrings, what is never committed."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FILE_LINES, FUNCTION_LINES = 500, 60
SOURCES = [
    path
    for folder in ("fluxfill_studio", "packaging", "tests")
    for path in sorted((ROOT / folder).rglob("*.py"))
]
ROOTS = "root", "work", "opt", r"home/\w+", r"Users/\w+"
MACHINE_PATH = re.compile(rf"(?<![\w.}}])/(?:{'|'.join(ROOTS)})/[\w.]", re.ASCII)
INDEX = re.compile(
    "--(?:extra-)?" + "index-url|--find" + "-links|pypi.org/" + "simple|python" + "hosted"
)


def too_large(source: str) -> list[str]:
    """What in `source` is beyond the hard limits."""
    found = ["file"] if source.count("\n") > FILE_LINES else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            if node.end_lineno - node.lineno + 1 > FUNCTION_LINES:
                found.append(node.name)
    return found


def test_the_limits_bite() -> None:
    body = "    pass\n"
    assert too_large("def f():\n" + body * (FUNCTION_LINES - 1)) == []
    assert too_large("def f():\n" + body * FUNCTION_LINES) == ["f"]
    assert too_large("\n" * (FILE_LINES + 1)) == ["file"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_and_no_function_is_too_large(path: Path) -> None:
    assert too_large(path.read_text(encoding="utf-8")) == []


def test_every_folder_says_what_lives_there_and_what_it_must_not_know() -> None:
    for folder in {path.parent for path in SOURCES if "fluxfill_studio" in path.parts}:
        module = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
        text = ast.get_docstring(module)
        assert text, f"{folder} has no docstring"
        assert folder == ROOT / "fluxfill_studio" or len(text.split("\n\n")) > 1, folder


def tracked() -> list[Path]:
    """Every committed file."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone")
    names = subprocess.check_output(["git", "-C", ROOT, "ls-files", "-z"], text=True)
    return [ROOT / name for name in names.split("\0") if name]


def test_nothing_committed_names_a_machine_or_an_index() -> None:
    for path in tracked():
        if path.suffix in {".jpg", ".png", ".webp", ".mo", ".icc"} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        assert not MACHINE_PATH.search(text), f"{path}: {MACHINE_PATH.search(text)}"
        assert not INDEX.search(text), f"{path}: {INDEX.search(text)}"


@pytest.mark.parametrize("text", ["see /" + "root/x", "'/" + "home/ann/y'", "/" + "opt/wheels"])
def test_a_machine_path_is_recognised(text: str) -> None:
    assert MACHINE_PATH.search(text)


def test_no_lock_file_and_no_package_named_as_a_library() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in tracked()}
    assert not names & {"uv.lock", "packaging/__init__.py"}
