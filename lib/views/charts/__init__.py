"""The chart kit: builders make a ``Chart`` out of figures, ``show.chart`` puts it on a screen.

Builders know nothing of Streamlit; ``show`` and ``linked`` do, and are imported by name.
"""

from lib.views.charts.curves import step_curves
from lib.views.charts.dumbbell import dumbbell
from lib.views.charts.funnel import funnel_plot
from lib.views.charts.heat import heat, heat_calendar
from lib.views.charts.lines import lines
from lib.views.charts.model import Chart, Head, KeyEntry, Role, Series, Shape, monthly
from lib.views.charts.parts import category_bars
from lib.views.charts.ranking import ranking
from lib.views.charts.seasons import Season, SeasonKind, seasons
from lib.views.charts.spark import spark
from lib.views.charts.stacks import age_bars, stacked_share
from lib.views.charts.strip import strip_plot

__all__ = [
    "Chart",
    "Head",
    "KeyEntry",
    "Role",
    "Season",
    "SeasonKind",
    "Series",
    "Shape",
    "age_bars",
    "category_bars",
    "dumbbell",
    "funnel_plot",
    "heat",
    "heat_calendar",
    "lines",
    "monthly",
    "ranking",
    "seasons",
    "spark",
    "stacked_share",
    "step_curves",
    "strip_plot",
]
