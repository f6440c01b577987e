"""Which carrier this console has: DONGSEON_CONSOLE_SMS.

(nothing)                        the outbox: people send by hand; in a practice console, the practice carrier
https://carrier.example/api      over HTTP; the bearer token in DONGSEON_CONSOLE_SMS_TOKEN
smpp://id:password@host:2775     over SMPP 3.4
"""

from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from dongseon.console.messages.gateways import Gateway
from dongseon.console.messages.gateways.outbox import Outbox
from dongseon.console.messages.gateways.over_http import OverHttp
from dongseon.console.messages.gateways.over_smpp import OverSmpp, account
from dongseon.console.messages.gateways.practice import Practice


@cache
def chosen() -> Gateway:
    """The way to this console's carrier, one a process."""
    return of(settings.SMS, token=settings.SMS_TOKEN, sender=settings.SMS_SENDER)


def of(url: str, *, token: str, sender: str) -> Gateway:
    """The way to the carrier of this address. Raises ImproperlyConfigured for one of no known kind."""
    scheme = url.partition(":")[0]
    if not url:
        return Practice() if settings.PRACTICE else Outbox()
    if scheme in ("http", "https"):
        return OverHttp(url, token=token)
    if scheme == "smpp":
        return OverSmpp(account(url, sender))
    raise ImproperlyConfigured("DONGSEON_CONSOLE_SMS: begins with http, https or smpp")
