"""The map of an argument, drawn on the server as SVG: claims as boxes, premises as arrows."""

from annotations.arguments.chart.drawing import (
    MOST_CLAIMS,
    MOST_PREMISES,
    Chart,
    ChartClaim,
    draw_chart,
)
from annotations.arguments.chart.marks import ChartMark, Effect

__all__ = [
    "MOST_CLAIMS",
    "MOST_PREMISES",
    "Chart",
    "ChartClaim",
    "ChartMark",
    "Effect",
    "draw_chart",
]
