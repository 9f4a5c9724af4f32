"""Figures with their spread, and the markdown tables that they stand in."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Spread:
    """What was measured in several runs of the same thing."""

    values: tuple[float, ...]

    @staticmethod
    def of(values: Iterable[float]) -> Spread:
        return Spread(tuple(values))

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def over(self, other: Spread) -> str:
        """The ratio of the medians."""
        return f"{self.median / other.median:.2f}" if other.median else "–"

    def __str__(self) -> str:
        """The median, and the least and the most if there is more than one value."""
        if len(self.values) == 1:
            return _figure(self.median)
        least, most = _figure(min(self.values)), _figure(max(self.values))
        return f"{_figure(self.median)} ({least}–{most})"


def _figure(value: float) -> str:
    """Three digits that count, no more."""
    if value == int(value):
        return str(int(value))
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def markdown(header: list[str], rows: list[list[object]]) -> str:
    """A table, with columns wide enough to be read as it is."""
    cells = [header, *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |"
        for row in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def machine() -> str:
    """The kind of machine that the figures come from."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
    return f"{os.cpu_count()} × {model}, Linux {platform.release()}"
