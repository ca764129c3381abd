"""Makes the virtual environment that run.py and test.py start from.

    .venv          for the Python found first
    .venv-3.x      for another one, chosen with FLUXFILL_PYTHON

Packages come from the pinned files in requirements/, with their hashes checked; the project
itself is put on the path, not built. A stamp is written last: without it, or when it does not
fit, everything is done again, so an interrupted run heals. With it nothing is run at all.
"""

import hashlib
import os
import shutil
import subprocess
import sys

import system_packages
from find_python import CHOICE, Missing, find_python

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
REQUIREMENTS = os.path.join(ROOT, "packaging", "requirements")
LEVELS = ("core", "editor", "test")
"""Each level holds the one before."""
STAMP = "fluxfill-stamp"

# Run by the environment's own Python, which knows how it will read the file.
PUT_ON_PATH = """
import locale, os, sys, sysconfig
encoding = "utf-8" if sys.version_info >= (3, 13) else locale.getencoding()
path = os.path.join(sysconfig.get_path("purelib"), "fluxfill-studio.pth")
with open(path, "w", encoding=encoding) as file:
    file.write(sys.argv[1])
"""


def prepare(level):
    """The Python of an environment that has the packages of `level`. Raises Missing."""
    usual = os.path.join(ROOT, ".venv")
    if not os.environ.get(CHOICE) and is_ready(usual, level):
        return python_of(usual)
    python = find_python(first=maker_of(usual))
    folder = folder_for(python)
    if maker_of(folder) != python.executable or not is_ready(folder, level):
        build(folder, python, level)
    return python_of(folder)


def folder_for(python):
    """`.venv`, unless that one belongs to another living Python."""
    usual = os.path.join(ROOT, ".venv")
    if maker_of(usual) in (None, python.executable):
        return usual
    return "{}-{}".format(usual, python.version)


def python_of(folder):
    """The path of the environment's own Python."""
    return os.path.join(
        folder, *(["Scripts", "python.exe"] if os.name == "nt" else ["bin", "python"])
    )


def maker_of(folder):
    """The Python that made the environment, by its own record; None if it is gone or unknown."""
    try:
        with open(os.path.join(folder, "pyvenv.cfg"), encoding="utf-8") as record:
            entries = dict(line.strip().partition(" = ")[::2] for line in record)
    except OSError:
        return None
    maker = entries.get("executable", "")
    return maker if os.path.exists(maker) and os.path.exists(python_of(folder)) else None


def is_ready(folder, level):
    """Whether the stamp says that `level` or more is installed as it should be now."""
    installed, rest = read_stamp(folder)
    return (
        rest == fingerprint(folder)
        and os.path.exists(python_of(folder))
        and LEVELS.index(installed) >= LEVELS.index(level)
    )


def read_stamp(folder):
    """(level, fingerprint) of the last finished installation; the first level and "" if none."""
    try:
        with open(os.path.join(folder, STAMP), encoding="utf-8") as stamp:
            level, _, rest = stamp.read().partition("\n")
    except OSError:
        return LEVELS[0], ""
    return (level, rest) if level in LEVELS else (LEVELS[0], "")


def fingerprint(folder):
    """What an installation depends on: pinned files, Python, and where all this lies."""
    digest = hashlib.sha256()
    for level in LEVELS:
        with open(requirements(level), "rb") as pins:
            digest.update(pins.read())
    return "\n".join([digest.hexdigest(), maker_of(folder) or "", ROOT, ""])


def requirements(level):
    """The path of the pinned file for `level`."""
    return os.path.join(REQUIREMENTS, level + ".txt")


def build(folder, python, level):
    """Make the environment, or bring a finished one up to date; stamp it. Raises Missing."""
    say("Preparing {} with Python {}, once ...".format(os.path.basename(folder), python.version))
    stamp = os.path.join(folder, STAMP)
    if os.path.exists(stamp) and maker_of(folder) == python.executable:
        level = max(level, read_stamp(folder)[0], key=LEVELS.index)
        os.remove(stamp)
    else:  # pip believes in a package that was cut off half-way, so nothing of it may stay
        make_venv(folder, python)
    install(folder, requirements(level))
    put_on_path(folder)
    with open(stamp, "w", encoding="utf-8") as file:
        file.write(level + "\n" + fingerprint(folder))


def make_venv(folder, python):
    """An empty virtual environment in place of whatever is there."""
    if not python.has_venv:
        system_packages.need_venv(python)
    if os.path.isdir(folder):
        shutil.rmtree(folder)
    if not call([python.executable, "-m", "venv", folder]):
        raise Missing("Python could not make {}, see above.".format(folder))


def install(folder, pins):
    """Install the packages of the file `pins` into the environment."""
    command = [python_of(folder), "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--no-input", "--quiet", "--only-binary", ":all:", "--require-hashes", "-r", pins]
    if not call(command):
        raise Missing("The packages could not be installed, see above: is the network there?")


def put_on_path(folder):
    """Let the environment's Python import the project from where it lies."""
    if not call([python_of(folder), "-I", "-c", PUT_ON_PATH, ROOT]):
        raise Missing("{} could not be written to, see above.".format(folder))


def call(command):
    """Run `command`; what it says goes to stderr, as stdout belongs to the program."""
    streams = {"stdin": subprocess.DEVNULL, "stdout": sys.stderr}
    return subprocess.call(command, env=clean_environment(), **streams) == 0


def clean_environment():
    """The environment without what would lead a Python to other packages."""
    strange = ("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__")
    return {name: value for name, value in os.environ.items() if name not in strange}


def become(python, arguments):
    """Go on as `python` with `arguments`; on Windows wait for it and end as it ends."""
    command = [python, *arguments]
    if os.name == "nt":
        sys.exit(subprocess.call(command, env=clean_environment()))
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(python, command, clean_environment())


def say(line):
    """Tell the user one line, on stderr."""
    print(line, file=sys.stderr, flush=True)


def carry_out(main):
    """Run `main` with the command's arguments; what lacks is one sentence, Ctrl+C an end."""
    try:
        main(sys.argv[1:])
    except Missing as lack:
        sys.exit(str(lack))
    except KeyboardInterrupt:
        sys.exit(130)
