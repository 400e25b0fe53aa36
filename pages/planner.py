"""Planner: the labour situation, where next and why, service days, workload, the month, alerts."""

from lib.views.planner import panels


def show() -> None:
    """The screen: the switch between its parts, and the part that is chosen."""
    if (selection := panels.begin()) is None:
        return
    panels.head(selection)
    panels.body(selection)


if __name__ == "__main__":  # Streamlit started a fresh server with this file
    from app import dashboard

    dashboard()
