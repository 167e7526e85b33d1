"""What a column of a file can become, for each kind of record, and by which names other systems call it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class What(StrEnum):
    """What one file brings."""

    ACCOUNTS = "accounts"
    CONTACTS = "contacts"
    ASSETS = "assets"
    TICKETS = "tickets"
    USAGE = "usage"


class Sort(StrEnum):
    """What kind of value a column must have. DAY: as it is written, whatever clock stands beside it. ADDRESSES: mail addresses, several in
    one cell perhaps. AMOUNT: with a fraction perhaps.
    """

    TEXT = "text"
    MOMENT = "moment"
    DAY = "day"
    NUMBER = "number"
    AMOUNT = "amount"
    ADDRESSES = "addresses"


DATED = frozenset({Sort.MOMENT, Sort.DAY})
"""Sorts of which a column is written one way, which has to be known."""


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that a column can become. called: names that other systems have for it, in lower case. many: several columns may.

    says: what follows from it, for whoever chooses; empty where its word says it.
    """

    word: str
    sort: Sort = Sort.TEXT
    called: tuple[str, ...] = ()
    many: bool = False
    says: str = ""


OWN = {What.ACCOUNTS: "field ", What.CONTACTS: "field ", What.ASSETS: "field ", What.TICKETS: "fact "}
"""How a column becomes a field of the team's own ("field stations"), or is kept with a ticket as it is ("fact category")."""


def _id(*more: str) -> Target:
    """Make the id in the other system. more: names that it has there for this kind of record."""
    return Target("external id", called=("id", "ref", "legacy ref", "key", "number", "record id", "sys id", *more))


_FIRM = ("company name", "organization name", "customer name", "client name")
_OF_FIRM = (*_FIRM, "primary company", "associated company", "associated company (primary)")
_OF_FIRM_ID = ("primary associated company id", "associated company ids (primary)", "associated company ids")
_REGION = ("country region", "state region", "billing country", "billing state province", "billing state")
LAST, GRADE, NEXT, PROGRAMME = "last check-in", "check-in grade", "next check-in", "check-in programme"
"""What is brought of check-ins that were in another system."""

_MAIL = ("mail", "email", "e mail", "email address", "mail address", "additional email addresses", "work email")

TARGETS: Mapping[What, tuple[Target, ...]] = {
    What.ACCOUNTS: (
        _id("company id", "account id", "organization id", "customer id", "client id", "account number"),
        Target(
            "name", called=("client", "customer", "company", "firm", "account", "account name", "organization", *_FIRM)
        ),
        Target("phone", called=("tel", "main tel", "telephone", "phone number", "company phone", "main phone")),
        Target("lifecycle stage", called=("lifecycle", "stage", "status", "customer status", "account status")),
        Target("tier", called=("level", "segment", "priority", "customer priority", "account tier", "plan")),
        Target("region", called=("state", "country", "territory", "area", *_REGION)),
        Target("type", called=("kind", "account type", "category", "company type")),
        Target("time zone", called=("timezone", "zone", "tz")),
        Target("parent", called=("distributor", "parent account", "parent company", "reseller", "parent account name")),
        Target("parent id", called=("distributor id", "parent account id", "parent company id")),
        Target(
            LAST,
            Sort.DAY,
            ("last check in", "last check in date", "last checkin", "last checkin date", "last check in on"),
            says="The day of the last one elsewhere. The next comes a cadence later, or on the day that the file gives.",
        ),
        Target(
            GRADE,
            called=("check in grade", "checkin grade", "last check in grade", "last checkin grade"),
            says="How the firm was graded then, by the scale of the manual.",
        ),
        Target(
            NEXT,
            Sort.DAY,
            ("next check in", "next check in date", "next checkin", "next checkin date", "next check in on"),
            says="The day on which the check-in opens here. Those that are over come on the next mornings, not all at once.",
        ),
        Target(
            PROGRAMME,
            called=("check in programme", "checkin programme", "check in program", "checkin program"),
            says="Whose past it is, where the manual has several for a firm. Of each, an import of its own.",
        ),
    ),
    What.CONTACTS: (
        _id("contact id", "user id", "person id"),
        Target("name", called=("who", "contact", "full name", "contact name", "person", "user name")),
        Target("first name", called=("firstname", "given name")),
        Target("last name", called=("lastname", "surname", "family name")),
        Target("address", Sort.ADDRESSES, _MAIL, many=True),
        Target("title", called=("job title", "role", "position")),
        Target("phone", called=("tel", "telephone", "mobile", "phone number", "mobile phone number", "mobile phone")),
        Target("account", called=("client", "customer", "company", "firm", "organization", "account name", *_OF_FIRM)),
        Target(
            "account id", called=("company id", "organization id", "associated company id", "location", *_OF_FIRM_ID)
        ),
    ),
    What.ASSETS: (
        _id("asset id", "device id"),
        Target("kind", called=("type", "model", "product", "asset type")),
        Target("serial", called=("serial number", "sn", "serial no")),
        Target("name", called=("label", "asset name", "asset")),
        Target("software version", called=("software", "firmware", "version", "firmware version")),
        Target("account", called=("client", "customer", "company", "owner", "account name")),
        Target("account id", called=("company id", "organization id")),
    ),
    What.TICKETS: (
        _id("ticket id", "case id", "ticket number", "case number", "incident number", "conversation id"),
        Target("subject", called=("title", "summary", "short description", "topic")),
        Target("text", called=("description", "body", "content", "details")),
        Target("kind", called=("type", "ticket kind", "ticket type")),
        Target("queue", called=()),
        Target("state", called=("status", "incident state")),
        Target("opened at", Sort.MOMENT, ("created", "created at", "opened", "createdate", "date")),
        Target("solved at", Sort.MOMENT, ("resolved at", "solved", "resolved", "resolution date")),
        Target("closed at", Sort.MOMENT, ("closed", "closed date")),
        Target("priority", called=("urgency", "severity", "ticket priority")),
        Target("reopened", Sort.NUMBER, ("reopen count", "reopens")),
        Target("account", called=("company", "customer", "organization", "account name")),
        Target("account id", called=("location", "company id", "organization id")),
        Target("requester", called=("caller", "requester name")),
        Target("requester id", called=("caller id", "contact id")),
        Target("requester address", Sort.ADDRESSES, ("requester email", "email", "from", "recipient")),
        Target("assignee", called=("assigned to", "assignee id", "owner", "agent")),
        Target("group", called=("assignment group", "group id", "team")),
        Target("changed at", Sort.MOMENT, ("sys updated at", "updated", "updated at", "changed")),
        Target("changed by", called=("sys updated by", "updated by", "actor")),
        Target("change order", Sort.NUMBER, ("sys mod count", "sequence")),
    ),
    What.USAGE: (
        Target("event id", called=("id", "uuid", "message id", "insert id")),
        Target(
            "account id",
            called=("account", "customer id", "customer", "company id", "organization id", "client id", "group id"),
        ),
        Target("account source", called=("known in",)),
        Target("asset id", called=("asset", "device id", "station id", "serial")),
        Target("user", called=("user id", "person id", "member id", "email", "login")),
        Target("user name", called=("person", "member", "full name")),
        Target("event", called=("event name", "event type", "action", "activity")),
        Target("at", Sort.MOMENT, ("time", "timestamp", "date", "occurred at", "created at", "event time", "datetime")),
        Target("product", called=("app", "application", "module")),
        Target("feature", called=("feature name", "tab", "page")),
        Target("media kind", called=("media", "media type", "format")),
        Target("item", called=("item id", "object id", "record id", "submission id", "draft id")),
        Target("quantity", Sort.AMOUNT, ("amount", "number", "count", "value", "total")),
    ),
}

NEEDS: Mapping[What, tuple[tuple[str, ...], ...]] = {
    What.ACCOUNTS: (("name", "external id"),),
    What.CONTACTS: (("name", "first name", "last name", "address", "external id"),),
    What.ASSETS: (("kind",),),
    What.TICKETS: (("external id",), ("subject",), ("kind",), ("opened at", "changed at")),
    What.USAGE: (("account id",), ("event",), ("at",)),
}
"""What a file must give: of each group, one column or one word that stands for all rows."""


def target(what: What, word: str) -> Target | None:
    """Find what a column becomes by its word; a field of the team's own is any word behind the prefix."""
    own = OWN.get(what)
    if own and word.startswith(own) and word.removeprefix(own).strip():
        return Target(word)
    return next((each for each in TARGETS[what] if each.word == word), None)


def words(what: What) -> tuple[str, ...]:
    """List what a column can become."""
    return tuple(each.word for each in TARGETS[what])
