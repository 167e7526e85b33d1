"""What a form sent, read in one go.

Django puts each field into its `QueryDict` by itself, through four layers that convert what `parse_qsl` converted already: a tenth of
what creating a ticket takes of the interpreter. Here the fields are put in at once; whatever is odd is left to Django, which refuses it.
"""

from collections.abc import Callable
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict

FORM = "application/x-www-form-urlencoded"

type Answering = Callable[[HttpRequest], HttpResponse]


def read_at_once(answering: Answering) -> Answering:
    """Read a form before anybody asks for it; one in another charset than UTF-8 is not ours."""

    def answered(request: HttpRequest) -> HttpResponse:
        ours = request.method == "POST" and request.content_type == FORM and not request.content_params
        if ours and (form := form_of(request.body)) is not None:
            request._post, request._files = form, MultiValueDict()  # type: ignore[attr-defined]  # noqa: SLF001
        return answering(request)

    return answered


def form_of(sent: bytes) -> QueryDict | None:
    """Give the fields of a form as Django would; None where it has more than are taken, or is not what it says."""
    try:
        pairs = parse_qsl(sent.decode(), keep_blank_values=True, max_num_fields=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)
    except ValueError:
        return None
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    form = QueryDict()
    dict.update(form, fields)
    return form
