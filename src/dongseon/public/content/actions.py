"""What the public does here: ask. All that is kept of a question has been judged and masked before."""

import hashlib
import hmac
import ipaddress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from dongseon.public.content import asking
from dongseon.public.content.asking import Verdict
from dongseon.public.content.models import Asking, Question

FEW = timedelta(minutes=10)
MOST_IN_FEW = 3  # questions of one address in ten minutes: assumption
MOST_A_DAY = 10  # questions of one address a day: assumption
MOST_AN_HOUR = 300  # questions of everybody: what two editors can read in a day: assumption
SAME_FOR = timedelta(days=7)
LOCK = 7_340_022  # of the database, while askings are counted


def ask(
    *, now: datetime, address: str, language: str, text: str, seconds: float, trap: str
) -> Verdict:
    """Judge a question and keep it, masked, for the editors. Nothing is kept of one that is refused."""
    judged = asking.judge(text, seconds=seconds, trap=trap)
    if judged.verdict is not Verdict.TAKEN:
        return judged.verdict
    who, same = key_of(address, now), asking.same(judged.text)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if _too_many(who, now):
            return Verdict.TOO_MANY
        Asking.objects.create(who=who, at=now)
        if Question.objects.filter(same_as=same, asked_at__gt=now - SAME_FOR).exists():
            return Verdict.REPEATED
        Question.objects.create(
            language=language,
            asked=judged.text,
            asked_at=now,
            masked=[str(kind) for kind in judged.masked],
            same_as=same,
            live=False,
        )
    return Verdict.TAKEN


def key_of(address: str, now: datetime) -> bytes:
    """What stands for an address for a day: a keyed hash; with the day's end it stands for nobody."""
    told = f"asking {now.date().isoformat()} {network_of(address)}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), told, hashlib.sha256).digest()


def network_of(address: str) -> str:
    """What one household or office has: an IPv4 address, or the 64 bits by which an IPv6 line is given out."""
    text = address.strip().removeprefix("[").partition("]")[0]
    if text.count(":") == 1:
        text = text.partition(":")[0]  # a port behind an IPv4 address
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return "unknown"  # all of them share one allowance
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((int(found), 64), strict=False))
    return str(found)


def _too_many(who: bytes, now: datetime) -> bool:
    mine = Asking.objects.filter(who=who, at__gt=now - timedelta(days=1))
    return (
        mine.filter(at__gt=now - FEW).count() >= MOST_IN_FEW
        or mine.count() >= MOST_A_DAY
        or Asking.objects.filter(at__gt=now - timedelta(hours=1)).count() >= MOST_AN_HOUR
    )


def forget(*, now: datetime) -> int:
    """Forget who asked yesterday; how many rows that were."""
    return Asking.objects.filter(at__lt=now - timedelta(days=1)).delete()[0]
