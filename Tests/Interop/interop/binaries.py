"""Where this project's programs are."""

import os
from pathlib import Path

VARIABLE = "EGW_PROGRAMS"
DEFAULT = Path(__file__).resolve().parents[3] / ".build" / "release"


def program(name: str) -> str:
    """The absolute path of one of our programs: in `$EGW_PROGRAMS`, if that is set."""
    path = Path(os.environ.get(VARIABLE, DEFAULT)).resolve() / name
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing; build it, or set {VARIABLE} to its directory")
    return str(path)
