"""Handing uploads out: pictures to be seen, everything else to be saved, nothing to be run."""

from collections.abc import Mapping

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

from dongseon.public.uploads import kinds

# Readers get what pages show; editors also what they have uploaded as it came.
FOLDERS: Mapping[bool, tuple[str, ...]] = {
    False: ("images/", "documents/"),
    True: ("images/", "documents/", "original_images/", "avatar_images/"),
}
NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """One file. A kind that is not known, or another folder, is not there."""
    kind = kinds.ending(path)
    picture = kinds.PICTURES.get(kind)
    document = kinds.DOCUMENTS.get(kind)
    if not path.startswith(FOLDERS[settings.EDITING]) or not (picture or document):
        raise Http404
    answer = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    answer.headers["Content-Type"] = picture or (document[0] if document else "")
    answer.headers["Content-Security-Policy"] = NOTHING_RUNS
    if picture is None:
        answer.headers["Content-Disposition"] = "attachment"
    return answer
