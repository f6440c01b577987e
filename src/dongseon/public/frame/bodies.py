"""What programs send: JSON, read so that no body can break the door."""

import json
from typing import Any

from django.http import HttpRequest


def read(request: HttpRequest) -> Any:  # Any: JSON
    """A request's body as JSON; None for what is none, is nested too deep, or holds letters that no text has.

    PostgreSQL keeps no NUL, and a lone surrogate is no letter: nothing that is said here needs one.
    """
    try:
        text = request.body.decode("utf-8")
        found = json.loads(text)
        if "\\u" in text:
            json.dumps(found, ensure_ascii=False).encode("utf-8")  # a surrogate cannot be written
    except (ValueError, RecursionError):
        return None
    return None if "\\u0000" in text or "\0" in text else found
