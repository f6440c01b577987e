"""`python -m dongseon.public.running NAME`: one of the processes that the supervisor starts."""

import importlib
import sys

from dongseon.running import journal, lifeline


def main() -> None:
    """Run the module of that name; end when the supervisor does."""
    journal.begin()
    lifeline.follow()
    importlib.import_module(f"dongseon.public.running.{sys.argv[1]}").main(sys.argv[2:])


if __name__ == "__main__":
    main()
