"""Taking a list of shops over, and letting programs report."""

import csv
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from dongseon.public.masks import actions, stock


def main(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Take the list ``told["list"]`` over, and make a token where ``told["token_for"]`` names a program."""
    said: dict[str, Any] = {}
    if told.get("list"):
        with Path(told["list"]).open(encoding="utf-8-sig", newline="") as file:
            shops, turned = stock.read_shops(csv.DictReader(file))
        actions.list_shops(now=now, shops=shops)
        faults = Counter(f"{each.field} {each.why}" for each in turned)
        said |= {"shops": len(shops), "turned_away": dict(faults)}
    if told.get("token_for"):
        said["token"] = actions.let_report(
            now=now, name=told["token_for"], shop=told.get("shop", "")
        )
    return said
