"""Makes the pinned requirements anew from pyproject.toml; needs uv.

    python3 packaging/pin.py

One solution for everything comes first, then each file is cut from it, so all agree.
"""

import os
import subprocess
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FILES = {
    "core.txt": ["pyproject.toml"],
    "editor.txt": ["pyproject.toml", "--extra", "editor"],
    "test.txt": ["pyproject.toml", "--extra", "editor", "--group", "test"],
    "check.txt": ["--group", "check"],
}
EVERYTHING = ["pyproject.toml", "--extra", "editor", "--group", "test", "--group", "check"]


def compiled(sources, target, *options):
    """Solve `sources` for every system and supported Python into the file `target`."""
    command = ["uv", "pip", "compile", "--no-config", "--universal", "--python-version", "3.11"]
    command += ["--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate"]
    command += ["--quiet", "--upgrade", "--output-file", target, *list(options), *sources]
    subprocess.run(command, check=True, cwd=ROOT, env=plain_environment())


def plain_environment():
    """The environment without the settings of uv that would choose another index."""
    return {name: value for name, value in os.environ.items() if not name.startswith("UV_")}


def main():
    """Write every file of FILES."""
    with tempfile.TemporaryDirectory() as folder:
        everything = os.path.join(folder, "everything.txt")
        compiled(EVERYTHING, everything)
        for name, sources in FILES.items():
            target = os.path.join("packaging", "requirements", name)
            compiled(sources, target, "--constraint", everything)


if __name__ == "__main__":
    main()
