"""tshark as an independent judge of a capture."""

import subprocess
from pathlib import Path

# Checksums are part of what a stranger checks; tshark does so only when asked.
PREFERENCES = ["-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"]


def objections(capture: Path) -> list[str]:
    """What tshark finds odd in the BFD packets of `capture`, from notes upward, a line each."""
    return _fields(
        capture,
        "bfd && (_ws.expert || _ws.malformed)",
        ["frame.number", "ip.src", "ipv6.src", "_ws.expert.severity", "_ws.expert.message"],
    )


def count(capture: Path, display_filter: str) -> int:
    """How many frames of `capture` match."""
    return len(_fields(capture, display_filter, ["frame.number"]))


def _fields(capture: Path, display_filter: str, fields: list[str]) -> list[str]:
    words = ["tshark", "-n", "-r", str(capture), "-Y", display_filter, "-T", "fields"]
    for field in fields:
        words += ["-e", field]
    done = subprocess.run(words + PREFERENCES, text=True, capture_output=True)
    if done.returncode != 0:
        raise RuntimeError(f"tshark: {done.stderr.strip()}")
    return done.stdout.splitlines()
