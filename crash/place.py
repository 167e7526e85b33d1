"""Where the doors of the Rounds under test are, and what a death looks like from outside."""

import http.client
import smtplib
from dataclasses import dataclass

import psycopg

ADDRESS = "desk@house.test"
CUSTOMERS = "customers.test"
DIED = (OSError, http.client.HTTPException, smtplib.SMTPException, psycopg.OperationalError)


@dataclass(frozen=True)
class Place:
    """base: of the page. cookies: of a member who is signed in. owner_url: of the database."""

    base: str
    smtp_port: int
    cookies: dict[str, str]
    owner_url: str
