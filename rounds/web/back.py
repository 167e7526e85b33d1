"""Where somebody goes on to: an address that came along in a link or a form, and only where it is one of our own."""

from django.utils.http import url_has_allowed_host_and_scheme


def own_path(written: str | None) -> str:
    """Give the address where it leads to a page of this Rounds, else the first page."""
    ours = bool(written) and url_has_allowed_host_and_scheme(written, allowed_hosts=None)
    return written if ours and written and written.startswith("/") and not written.startswith("//") else "/"
