"""`python -m dongseon` is the same as `dongseon`."""

from dongseon.cli import main

if __name__ == "__main__":
    main()
