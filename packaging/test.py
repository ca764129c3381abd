"""Runs the tests from a fresh clone; the first run makes their environment.

    python3 packaging/test.py [ARGS]

ARGS go to pytest, which runs in the project's folder. Qt draws offscreen unless
QT_QPA_PLATFORM says otherwise.
"""

import os

import system_packages
from setup_environment import ROOT, become, carry_out, prepare


def main(arguments):
    """Prepare the environment and go on as pytest."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    system_packages.need_qt()
    python = prepare("test")
    os.chdir(ROOT)
    become(python, ["-m", "pytest", *arguments])


if __name__ == "__main__":
    carry_out(main)
