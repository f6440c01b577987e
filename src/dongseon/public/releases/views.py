"""Where the console hands a release over."""

import base64
import binascii
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from dongseon.disclosure.release import Unsigned
from dongseon.errors import InvalidInput
from dongseon.public.releases import actions, trust
from dongseon.public.releases.actions import OutOfTurn

SIGNATURE = "Dongseon-Signature"  # base64 of 64 bytes


@csrf_exempt  # the signature says who it is from; there is no cookie to be abused
@never_cache
@require_POST
def take(request: HttpRequest) -> JsonResponse:
    """Take a release in: 200 with its number; 403 unsigned, 400 malformed, 409 out of turn."""
    try:
        signature = base64.b64decode(request.headers.get(SIGNATURE, ""), validate=True)
    except (binascii.Error, ValueError):
        signature = b""
    try:
        sequence = actions.receive(
            request.body,
            signature,
            trusted=trust.keys(settings.DATA / "trusted.keys"),
            now=datetime.now(UTC),
        )
    except Unsigned as fault:
        return JsonResponse({"error": str(fault)}, status=403)
    except OutOfTurn as fault:
        return JsonResponse({"error": str(fault)}, status=409)
    except InvalidInput as fault:
        return JsonResponse({"error": str(fault)}, status=400)
    return JsonResponse({"sequence": sequence})
