"""Where the database is: one URL, read into what Django wants."""

from urllib.parse import parse_qsl, unquote, urlsplit

from dongseon.errors import InvalidInput


def read_database_url(url: str) -> dict[str, object]:
    """Django's settings of ``postgresql://user:password@host:port/name?option=value``.

    A folder with a socket is given as ``?host=/folder``. Raises InvalidInput without repeating the
    URL: it holds a password.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise InvalidInput(f"DATABASE_URL: {parts.scheme or 'no scheme'}: expected postgresql://…")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or parts.hostname or ""
    if not parts.path.strip("/"):
        raise InvalidInput("DATABASE_URL: names no database")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,  # s
        "CONN_HEALTH_CHECKS": True,
    }
