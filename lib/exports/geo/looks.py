"""Colours of layers, in the house look."""

LINE = "#52606D"  # between areas
THIN, EDGE = 0.2, 0.3  # mm
HATCH, HATCHED = "#8A949E", "#FFFFFF"  # no data: grey hatching on white
DOT, DOTTED = "#6B7680", "#E8EBEE"  # too few or hidden: dots on light grey
PLAIN = "#F7F8FA"  # areas under circles
APART = 2.0  # mm between lines and between dots
LARGEST = 14.0  # mm, the largest circle


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green, blue of #RRGGBB."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue
