"""Ask the page whether it is there."""

import http.client


def page_answers(host: str, port: int) -> bool:
    """Say whether the page answers a request, whatever the answer."""
    asking = http.client.HTTPConnection(host, port, timeout=1)
    try:
        asking.request("GET", "/sign-in")
        asking.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()
    return True
