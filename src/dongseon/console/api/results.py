"""Where laboratories post their results: HL7 v2.5.1 over HTTP. docs/method/laboratory-messages.md."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dongseon.console.api.answers import problem
from dongseon.console.api.schemas import Problem
from dongseon.console.api.tokens import Call, require
from dongseon.console.laboratory.hl7 import answering, segments, types
from dongseon.console.programs.actions import Scope
from dongseon.console.workflows import receiving

STATUS = {types.ACCEPTED: 200, types.ERRED: 200, types.REJECTED: 400}
HL7 = {"content": {"application/hl7-v2": {"schema": {"type": "string"}}}}
router = Router(tags=["results"])


@router.post(
    "/hl7",
    response={401: Problem, 403: Problem, 413: Problem, 429: Problem},
    openapi_extra={
        "requestBody": HL7 | {"required": True},
        "responses": {
            200: HL7 | {"description": "Kept: ACK with AA, or AE where a person must look at it"},
            400: HL7 | {"description": "Kept, and not to be read: ACK with AR"},
        },
    },
)
def post(request: HttpRequest) -> HttpResponse:
    """Post one ORU^R01 message, or a batch; the answer is its ACK. The same message again changes nothing."""
    call = cast(Call, request)
    require(call, Scope.RESULTS)
    data = request.body
    if len(data) > segments.MOST_BYTES:
        return problem(413)
    answer = receiving.message(by=call.auth.actor, now=call.now, data=data)
    return HttpResponse(
        answer.text, status=STATUS[answer.code], content_type=answering.CONTENT_TYPE
    )
