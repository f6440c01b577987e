"""Codes of specimens, for labels and scanners: random, so that nobody can count or guess, and checked.

Eleven digits, the first no zero: nine by chance and two to check (ISO 7064, MOD 97-10), so that every
wrong digit and every exchange of two neighbours is found. Eleven, because a spreadsheet shows a longer
number rounded, and drops a zero at its head.
"""

import secrets

DRAWN = 9  # digits by chance: 9e8 codes; with 5,000,000 specimens one draw in 180 is taken already
LENGTH = DRAWN + 2
MODULUS = 97


def draw() -> str:
    """A code, as it is stored: digits alone."""
    drawn = str(10 ** (DRAWN - 1) + secrets.randbelow(9 * 10 ** (DRAWN - 1)))
    return drawn + check_digits(drawn)


def check_digits(drawn: str) -> str:
    """The two check digits of ISO 7064, MOD 97-10."""
    return f"{(MODULUS + 1 - int(drawn) * 100 % MODULUS) % MODULUS:02d}"


def read(text: str) -> str:
    """The code that somebody typed or scanned, with or without spaces and hyphens; "" if it is none."""
    signs = "".join(sign for sign in text if sign not in " -\t\N{EN DASH}\N{HYPHEN}")
    if len(signs) != LENGTH or not signs.isascii() or not signs.isdigit() or signs[0] == "0":
        return ""
    return signs if int(signs) % MODULUS == 1 else ""


def write(code: str) -> str:
    """A stored code as it is shown and said: ``123 456 789 01``."""
    return f"{code[:3]} {code[3:6]} {code[6:9]} {code[9:]}"
