"""`python -m bench` prints every measurement, `python -m bench NAME` one of them."""

import sys
from importlib import import_module

NAMES = (
    "figures",
    "protection",
    "start",
    "static",
    "repaint",
    "screens",
    "imports",
    "exports",
    "viewers",
    "covering",
)


def main(chosen: list[str]) -> None:
    """Run the benches of these names, or all of them."""
    unknown = sorted(set(chosen) - set(NAMES))
    if unknown:
        raise SystemExit(f"There is no bench {unknown[0]!r}. Choose from: {', '.join(NAMES)}.")
    for name in chosen or NAMES:
        print(f"\n== {name}", flush=True)
        import_module(f"bench.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
