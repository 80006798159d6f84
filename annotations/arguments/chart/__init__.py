"""The map of an argument, drawn on the server: claims as boxes, premises as arrows."""

from annotations.arguments.chart.drawing import (
    MOST_CLAIMS,
    MOST_PREMISES,
    Chart,
    ChartClaim,
    chart,
    states,
)
from annotations.arguments.chart.marks import Does, Mark

__all__ = ["MOST_CLAIMS", "MOST_PREMISES", "Chart", "ChartClaim", "Does", "Mark", "chart", "states"]
