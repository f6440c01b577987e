"""Case numbers that people can say: random, so that nobody can count cases or guess the next one.

Eight letters and a check letter, shown as ``BKRM-TXWP-H``. The 19 letters are consonants: no word can
arise, nothing looks like a digit, and 19 is a prime. The check letter is the sum of the letters' values,
each times its place, modulo 19. The eight weights differ and none is a multiple of 19, so that every
single wrong letter and every exchange of two letters is found.
"""

import secrets

LETTERS = "BCDFGHJKMNPRSTVWXYZ"
LENGTH = 8  # letters before the check letter: 19 ** 8 = 1.7e10 numbers, 1 in 17,000 is taken at 10^6 cases
_VALUES = {letter: value for value, letter in enumerate(LETTERS)}


def draw() -> str:
    """A number, as it is stored: nine letters without hyphens."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return letters + check_letter(letters)


def check_letter(letters: str) -> str:
    """The check letter of eight letters."""
    total = sum(place * _VALUES[letter] for place, letter in enumerate(letters, start=1))
    return LETTERS[total % len(LETTERS)]


def read(text: str) -> str:
    """The number that somebody typed, in any case, with or without hyphens; "" if it is none."""
    letters = "".join(sign for sign in text.upper() if sign not in "- \N{EN DASH}\N{HYPHEN}\t")
    if len(letters) != LENGTH + 1 or not set(letters) <= _VALUES.keys():
        return ""
    return letters if letters[-1] == check_letter(letters[:-1]) else ""


def write(number: str) -> str:
    """A stored number as it is shown and said."""
    return f"{number[:4]}-{number[4:8]}-{number[8:]}"
