"""What Linux itself must have: Qt's libraries, and Debian's separate venv package.

As root on Debian and Ubuntu the lacking packages are installed; otherwise the exact command is
shown. Never calls sudo. What lacks is found by loading it, as package names differ.
"""

import ctypes
import os
import shutil
import subprocess
import sys

from find_python import Missing

OFFSCREEN = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOW = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}


def need_qt():
    """See to Qt's libraries, those of a real display only if it is used. Raises Missing."""
    if not sys.platform.startswith("linux"):
        return
    plugin = os.environ.get("QT_QPA_PLATFORM", "")
    window = not plugin or plugin.startswith(("xcb", "wayland"))
    wanted = dict(OFFSCREEN, **WINDOW) if window else OFFSCREEN
    lacking = sorted(name for name in wanted if not loads(name))
    if lacking:
        purpose = "Qt needs " + ", ".join(lacking)
        need_packages(purpose, sorted(wanted[name] for name in lacking))


def need_venv(python):
    """See to the venv package that Debian splits off `python`. Raises Missing."""
    purpose = "Python {} ({}) cannot make a virtual environment".format(*python[:2])
    need_packages(purpose, ["python{}-venv".format(python.version)])


def loads(library):
    """Whether the dynamic linker finds `library` and all that it needs."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def need_packages(purpose, packages):
    """Install Debian `packages` as root, else raise Missing with `purpose` and the command."""
    if not shutil.which("apt-get"):
        raise Missing("{}; install what your system calls {}.".format(purpose, " ".join(packages)))
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        raise Missing("{}; get it with: sudo {}".format(purpose, " ".join(command)))
    print("{}; installing {}".format(purpose, " ".join(packages)), file=sys.stderr)
    # The lists of a fresh system are empty or old: fetch them only if it does not work without.
    words = run(command) and (run(["apt-get", "update"]) or run(command))
    if words:
        raise Missing("{}\n{}; this failed: {}".format(words, purpose, " ".join(command)))


def run(command):
    """Run an apt-get `command` without questions; "" if it succeeded, else what it said."""
    result = subprocess.run(
        [*command, "-qq"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"),
        check=False,
    )
    words = result.stdout.decode("utf-8", "replace").strip()
    return "" if result.returncode == 0 else words or "apt-get failed"
