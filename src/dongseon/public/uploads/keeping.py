"""Where uploads lie: under names that nobody can guess, since what is planned for tomorrow lies there today."""

import secrets
from pathlib import PurePath
from typing import Any

from django.core.files.storage import FileSystemStorage

TOKEN_BYTES = 9  # twelve letters


class Unguessable(FileSystemStorage):
    """A folder of files, each with some random letters in its name."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """A name that is free. Renditions are named after their original, whose name is random already."""
        given: Any = name.replace("\\", "/")  # Any: a path or a text
        if given.startswith("images/"):
            return super().get_available_name(name, max_length)
        path = PurePath(given)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        room = (max_length or 100) - len(token) - len(path.suffix) - len(str(path.parent)) - 2
        named = path.with_name(f"{path.stem[: max(room, 1)]}.{token}{path.suffix}")
        return super().get_available_name(str(named), max_length)
