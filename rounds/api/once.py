"""Idempotency-Key: a writing call that is made again is told what it was told before, and does nothing twice.

The key is claimed in the act's own transaction, by a unique row. Whoever comes second with it waits there until the first
has committed, and is then given that answer; where the first was refused or died, nothing of it stays and the second acts.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from rounds.api.answers import Malformed
from rounds.api.models import KeptAnswer
from rounds.basics.problems import Problem
from rounds.workspaces.current import here
from rounds.workspaces.rows import fetch, find

KEPT_FOR = timedelta(hours=24)
KEY = re.compile(r"[\x21-\x7e]{1,200}")
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
REPLAYED = "Idempotent-Replayed"

CLAIM = """
    INSERT INTO api_answer (workspace_id, token_id, key, asked, path, status, headers, body, at)
    VALUES (%s, %s, %s, %s, %s, 0, '{}', '', %s) ON CONFLICT (workspace_id, token_id, key) DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A key that was claimed. earlier: the answer that it had before, or None where the act is still to be done."""

    row_id: int
    earlier: HttpResponse | None = None

    def keep(self, answer: HttpResponse) -> None:
        """Keep what the act was answered, in its own transaction."""
        headers = {name: answer[name] for name in KEPT_HEADERS if name in answer}
        KeptAnswer.objects.filter(id=self.row_id).update(
            status=answer.status_code, headers=headers, body=answer.content
        )


def claim(request: HttpRequest, body: bytes, *, key: str, token_id: int, at: datetime) -> Claim:
    """Claim a key for what is asked. Raises Malformed where it is no key, or was used for something else."""
    if not KEY.fullmatch(key):
        raise _wrong(
            "A key has 1 to 200 letters, digits and signs, and no space.", "Make one by chance, such as a UUID."
        )
    asked, *by_older = (
        _asked(request, body, secret=each) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )
    if made := fetch(CLAIM, [here(), token_id, key, asked, request.path, at]):
        return Claim(made[0][0])
    [kept] = find(KeptAnswer, "token_id = %s AND key = %s", [token_id, key])
    if kept.asked not in (asked, *by_older):
        raise _wrong("This key was used for another call.", "Make a new key for each thing to do.")
    return Claim(kept.pk, _again(kept))


def sweep(row_id: int) -> bool:
    """Forget an answer that is old enough; False where it is gone already."""
    return KeptAnswer.objects.filter(id=row_id).delete()[0] > 0


def _asked(request: HttpRequest, body: bytes, *, secret: str) -> str:
    """Digest what is asked; the version that it was read in belongs to it.

    It is keyed: a body may carry a password, and whoever reads the table should not be able to guess at it.
    """
    parts = (request.method or "", request.get_full_path(), request.headers.get("If-Match", ""))
    said = "\n".join(parts).encode() + b"\n" + body
    return salted_hmac("rounds.api.once", said, secret=secret, algorithm="sha256").hexdigest()


def _again(kept: KeptAnswer) -> HttpResponse:
    answer = HttpResponse(bytes(kept.body), status=kept.status)
    for name, value in kept.headers.items():
        answer[name] = value
    answer[REPLAYED] = "true"
    return answer


def _wrong(text: str, fix: str) -> Malformed:
    return Malformed([Problem("key", text, fix, field="Idempotency-Key")])
