"""How much of a server is heard: for each question what the largest mail needs, whatever the server says of how much comes."""

import imaplib

BESIDE = 2**20
"""Bytes that an answer may have beside a mail."""

A_LINE = 200
"""Bytes that a line takes at least in memory, however short."""


class SaysTooMuch(OSError):
    """A server sends more for one question than any mail that is taken; the text is a sentence for people."""


def hear_up_to(client: imaplib.IMAP4, most: int) -> None:
    """Let a server be heard for so many bytes a question, and a little beside; what goes on after that is hung up on.

    imaplib reads whatever length a server claims, as one piece, and keeps every line that nobody has asked for. Afterwards the
    client raises SaysTooMuch, before it has read what would be too much.
    """
    left = most + BESIDE
    read, readline, send = client.read, client.readline, client.send

    def take(size: int) -> None:
        nonlocal left
        left -= size
        if left < 0:
            raise SaysTooMuch("The server sends more for one question than the largest mail that is taken has.")

    def bounded_read(size: int) -> bytes:
        take(size)
        return read(size)

    def bounded_readline() -> bytes:
        line = readline()
        take(max(len(line), A_LINE))
        return line

    def send_anew(data: bytes) -> None:
        nonlocal left
        left = most + BESIDE
        send(data)

    client.read, client.readline, client.send = bounded_read, bounded_readline, send_anew  # type: ignore[method-assign,assignment]
