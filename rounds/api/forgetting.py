"""What kept answers forget of somebody who is erased: what was said of them. That the call was made stays: nothing is done twice."""

from http import HTTPStatus

from rounds.accounts.erasing import WasKnown
from rounds.api.answers import problem_answer
from rounds.basics.problems import Problem
from rounds.desk.queries import alone_of
from rounds.workspaces.rows import execute

GONE = Problem(
    "erased",
    "This call was done, once; what it was answered told of somebody who was erased since.",
    "Read the record again, where it is still there; nothing is done a second time.",
)

FORGET = """
    UPDATE api_answer SET status = %s, headers = %s::jsonb, body = %s
    FROM (SELECT id, convert_from(body, 'UTF8') AS said, path || '"' AS path FROM api_answer WHERE status > 0) AS kept
    WHERE api_answer.id = kept.id AND kept.said <> '' AND kept.said !~ %s AND (
        (%s <> '' AND kept.said ~* %s AND kept.said ~* %s)
        OR kept.said ~ %s OR kept.path ~ %s
        OR EXISTS (SELECT FROM regexp_matches(kept.path || kept.said, '/tickets/([0-9]+)', 'g') AS named WHERE named[1] = ANY (%s))
    )
"""
"""What has their names or addresses in it, names them by their number, or is about a ticket of theirs, by what was called or answered."""


def forget(was: WasKnown) -> None:
    """Forget a person, inside the act that erases them. What says how far that is has nothing but numbers, and stays."""
    answer = problem_answer(HTTPStatus.CONFLICT, [GONE])
    them = rf'"(contact_id|requester_id)": ?{was.contact_id}[,}}]|/contacts/{was.contact_id}["/]'
    how_far = rf'^{{"url": ?"[^"]*/contacts/{was.contact_id}/erasing"'
    tickets = [str(number) for number in alone_of(was.contact_id).values_list("number", flat=True)]
    headers = f'{{"Content-Type": "{answer["Content-Type"]}"}}'
    traces = (was.traces_in_json(), was.within_json(), was.traces_in_json())
    execute(FORGET, [answer.status_code, headers, answer.content, how_far, *traces, them, them, tickets])
