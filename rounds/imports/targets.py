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
    """What kind of value a column must have. ADDRESSES: mail addresses, several in one cell perhaps. AMOUNT: with a fraction perhaps."""

    TEXT = "text"
    MOMENT = "moment"
    NUMBER = "number"
    AMOUNT = "amount"
    ADDRESSES = "addresses"


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that a column can become. called: names that other systems have for it, in lower case. many: several columns may."""

    word: str
    sort: Sort = Sort.TEXT
    called: tuple[str, ...] = ()
    many: bool = False


OWN = {What.ACCOUNTS: "field ", What.CONTACTS: "field ", What.ASSETS: "field ", What.TICKETS: "fact "}
"""How a column becomes a field of the team's own ("field stations"), or is kept with a ticket as it is ("fact category")."""

_ID = Target("external id", called=("id", "ref", "legacy ref", "key", "number", "external id", "record id", "sys id"))

TARGETS: Mapping[What, tuple[Target, ...]] = {
    What.ACCOUNTS: (
        _ID,
        Target("name", called=("client", "customer", "company", "firm", "account", "account name", "organization")),
        Target("phone", called=("tel", "main tel", "telephone", "phone number")),
        Target("lifecycle stage", called=("lifecycle", "stage", "status", "customer status")),
        Target("tier", called=("level", "segment", "priority")),
        Target("region", called=("state", "country", "territory", "area")),
        Target("type", called=("kind", "account type", "category")),
        Target("time zone", called=("timezone", "zone", "tz")),
        Target("parent", called=("distributor", "parent account", "parent company", "reseller")),
        Target("parent id", called=("distributor id", "parent account id")),
    ),
    What.CONTACTS: (
        _ID,
        Target("name", called=("who", "contact", "full name", "contact name", "person")),
        Target("first name", called=("firstname", "given name")),
        Target("last name", called=("lastname", "surname", "family name")),
        Target("address", Sort.ADDRESSES, ("mail", "email", "e-mail", "email address", "mail address"), many=True),
        Target("title", called=("job title", "role", "position")),
        Target("phone", called=("tel", "telephone", "mobile", "phone number")),
        Target("account", called=("client", "customer", "company", "firm", "organization", "account name")),
        Target("account id", called=("company id", "organization id", "associated company id", "location")),
    ),
    What.ASSETS: (
        _ID,
        Target("kind", called=("type", "model", "product", "asset type")),
        Target("serial", called=("serial number", "sn", "serial no")),
        Target("name", called=("label", "asset name", "asset")),
        Target("software version", called=("software", "firmware", "version", "firmware version")),
        Target("account", called=("client", "customer", "company", "owner", "account name")),
        Target("account id", called=("company id", "organization id")),
    ),
    What.TICKETS: (
        _ID,
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
