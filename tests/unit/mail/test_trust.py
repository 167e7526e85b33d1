"""Whose word on a sender counts, and what it proves. Source: RFC 8601, RFC 7208 §9.1, RFC 8617."""

import pytest

from rounds.mail.reading import read
from rounds.mail.trust import NAMELESS, Doubt, Proof, Verdict, details, headline, proof_of
from rounds.mail.trust.results import read_received_spf, read_report

OURS = "mx.fenwick.example"
DANA = "Dana Whitlock <dana@customer.example>"


def proved(above: str, *, sender: str = DANA, servers: tuple[str, ...] = (OURS,), more: str = "") -> Proof:
    """Judge a mail that has these lines above it."""
    mail = f"{above.strip()}\n{more}From: {sender}\nSubject: Banner\nMessage-ID: <a@x>\n\nHello\n".lstrip()
    return proof_of(read(mail.encode()), servers)


@pytest.mark.parametrize(
    ("found", "verdict", "by"),
    [
        ("dmarc=pass header.from=customer.example", Verdict.PROVED, ("DMARC",)),
        ("dkim=pass header.d=customer.example; spf=pass smtp.mailfrom=x@bounces.customer.example", Verdict.PROVED, ("DKIM", "SPF")),
        ("dkim=pass (2048-bit; ok) header.i=@customer.example", Verdict.PROVED, ("DKIM",)),
        ("auth=pass smtp.auth=dana@customer.example", Verdict.PROVED, ("sign-in",)),
        ("auth=pass smtp.auth=other@customer.example", Verdict.UNPROVED, ()),
        ("dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example", Verdict.UNPROVED, ()),
        ("dmarc=pass header.from=evil.example", Verdict.UNPROVED, ()),
        ("spf=pass smtp.helo=customer.example", Verdict.UNPROVED, ()),
        ("dkim=pass header.d=example", Verdict.UNPROVED, ()),
        ("dkim=pass header.d=notcustomer.example", Verdict.UNPROVED, ()),
        ("dmarc=fail (p=none) header.from=customer.example; spf=pass smtp.mailfrom=customer.example", Verdict.FAILED, ("DMARC",)),
        ("spf=fail smtp.mailfrom=customer.example", Verdict.FAILED, ("SPF",)),
        ("spf=softfail smtp.mailfrom=customer.example; dkim=temperror header.d=customer.example", Verdict.UNPROVED, ()),
        ("none", Verdict.UNPROVED, ()),
    ],
)  # fmt: skip
def test_what_a_named_server_found_proves_the_senders_own_domain_or_nothing(found, verdict, by):
    proof = proved(f"Authentication-Results: {OURS} 1; {found}")
    assert (proof.verdict, proof.by, proof.domain) == (verdict, by, "customer.example")


def test_without_a_named_server_nothing_is_checked_and_it_says_so():
    proof = proved(f"Authentication-Results: {OURS}; dmarc=pass header.from=customer.example", servers=())
    assert (proof.verdict, headline(proof)) == (Verdict.UNCHECKED, "Not checked")
    assert "no server is named" in details(proof)[0].lower()


def test_a_server_that_is_not_named_may_say_what_it_likes():
    assert (
        proved("Authentication-Results: mx.evil.example; dmarc=pass header.from=customer.example").verdict
        is Verdict.UNPROVED
    )


def test_a_field_that_the_sender_wrote_below_the_servers_own_counts_for_nothing():
    """The server did not take it out: its own stands above it, in a hop of its own or in the same."""
    forged = f"Authentication-Results: {OURS}; dkim=pass header.d=customer.example; dmarc=pass header.from=customer.example\n"
    truth = f"Authentication-Results: {OURS}; dkim=none; dmarc=fail header.from=customer.example\n"
    assert proved(truth + forged).verdict is Verdict.FAILED
    said_nothing = f"Authentication-Results: {OURS}; spf=none smtp.mailfrom=x.example\nReceived: from evil by {OURS}; Mon, 23 Nov 2026\n"
    assert proved(said_nothing + forged).verdict is Verdict.UNPROVED


@pytest.mark.parametrize("between", ["", "Received: from relay.evil.example by relay.example; Mon, 23 Nov 2026\n"])
def test_what_stands_below_the_hop_in_which_the_server_took_the_mail_in_is_from_outside(between):
    """The server wrote nothing of its own on this mail, and took nothing out."""
    forged = f"Authentication-Results: {OURS}; dmarc=pass header.from=customer.example\n"
    hops = (
        "Received: from store.fenwick.example by lmtp.fenwick.example; Mon, 23 Nov 2026\n"
        f"Received: from evil.example (by chance; by) by {OURS.upper()} (Postfix) with ESMTPS; Mon, 23 Nov 2026\n"
    )
    below = f"{hops}{between}Received: from me by evil.example; Mon, 23 Nov 2026\n{forged}"
    assert proved(below).verdict is Verdict.UNPROVED
    gmails_own_order = f"{hops}{forged}{between}Received: from dana by customer.example; Mon, 23 Nov 2026"
    assert proved(gmails_own_order).verdict is Verdict.PROVED


def test_milters_that_write_a_field_each_are_read_together():
    above = (
        f"Authentication-Results: {OURS}; dmarc=pass header.from=customer.example\n"
        f"Authentication-Results: {OURS}; dkim=pass header.d=customer.example\n"
        f"Received-SPF: pass ({OURS}: domain of x) receiver={OURS}; envelope-from=<dana@customer.example>\n"
        f"Received: from relay by {OURS}; Mon, 23 Nov 2026"
    )
    assert proved(above).by == ("DMARC", "DKIM", "SPF")


def test_two_senders_are_never_proved():
    field = f"Authentication-Results: {OURS}; dmarc=pass header.from=customer.example"
    second = proved(field, more="From: Priya <priya@fenwick.example>\n", sender=DANA)
    listed = proved(field, sender=f"{DANA}, priya@fenwick.example")
    for proof in (second, listed):
        assert (proof.verdict, proof.doubts) == (Verdict.UNPROVED, (Doubt.SEVERAL,))


def test_a_name_that_shows_another_address_is_told():
    proof = proved("", sender='"priya@fenwick.example" <evil@evil.example>')
    assert proof.doubts == (Doubt.OTHER_ADDRESS,)
    assert any("another address" in line for line in details(proof))


def test_letters_of_another_alphabet_are_shown_as_the_wire_has_them():
    proof = proved("", sender="Priya <priya@fenw\u0456ck.example>")
    assert (proof.domain, proof.doubts) == ("xn--fenwck-svf.example", (Doubt.LETTERS,))
    assert any("xn--fenwck-svf.example" in line for line in details(proof))
    assert headline(proof) == "Not proved: xn--fenwck-svf.example"


ARC = """\
Authentication-Results: {ours}; dmarc=fail header.from=customer.example; arc=pass
ARC-Seal: i=1; a=rsa-sha256; cv=none; d={sealed_by}; s=a; b=x
ARC-Authentication-Results: i=1; {said_by}; dmarc=pass header.from=customer.example
"""


@pytest.mark.parametrize(
    ("said_by", "sealed_by", "servers", "verdict"),
    [
        ("mx.group.example", "group.example", (OURS, "mx.group.example"), Verdict.PROVED),
        ("mx.group.example", "group.example", (OURS,), Verdict.FAILED),
        ("mx.group.example", "evil.example", (OURS, "mx.group.example"), Verdict.FAILED),
    ],
)
def test_who_passed_a_mail_on_is_believed_where_they_are_named_and_the_seal_is_their_own(
    said_by, sealed_by, servers, verdict
):
    proof = proved(ARC.format(ours=OURS, said_by=said_by, sealed_by=sealed_by), servers=servers)
    assert proof.verdict is verdict


def test_a_chain_counts_only_where_the_last_server_found_it_whole():
    broken = ARC.replace("arc=pass", "arc=fail").format(
        ours=OURS, said_by="mx.group.example", sealed_by="group.example"
    )
    assert proved(broken, servers=(OURS, "mx.group.example")).verdict is Verdict.FAILED


def test_a_server_that_leaves_out_its_name_is_named_nameless():
    field = (
        "Authentication-Results: spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=customer.example; "
        "dmarc=pass action=none header.from=customer.example;compauth=pass reason=100"
    )
    assert proved(field).verdict is Verdict.UNPROVED
    assert proved(field, servers=(NAMELESS,)).by == ("DMARC", "SPF")


def test_comments_and_quotes_hide_nothing_and_invent_nothing():
    report = read_report(
        'mx.a.example (dkim=pass; (nested;) header.d=b.example) ; spf=fail smtp.mailfrom="x;y"@b.example; dkim=none ("a)'
    )
    assert report is not None
    assert [(each.method, each.verdict) for each in report.results] == [("spf", "fail"), ("dkim", "none")]


def test_received_spf_says_who_wrote_it_in_two_ways():
    for field in (
        "Pass (mx.a.example: domain of x) client-ip=1.2.3.4",
        "pass receiver=MX.a.example.; client-ip=1.2.3.4",
    ):
        report = read_received_spf(field)
        assert report is not None
        assert (report.server, report.results[0].verdict) == ("mx.a.example", "pass")


@pytest.mark.parametrize(
    "text", ["(" * 30_000, '"' * 30_000, "a=" * 15_000, ";" * 30_000, "\\" * 30_000, "", "=", "a.b" * 9_000]
)
def test_a_hostile_field_is_read_and_proves_nothing(text):
    for report in (read_report(text), read_received_spf(text)):
        assert report is None or not any(each.passed for each in report.results)
    assert proved(f"Authentication-Results: {OURS}; {text}").verdict is Verdict.UNPROVED


def test_what_is_kept_comes_back_as_it_was_and_names_no_person():
    proof = proved(
        f"Authentication-Results: {OURS}; auth=pass smtp.auth=dana@customer.example; spf=pass smtp.mailfrom=dana@customer.example"
    )
    assert Proof.of(proof.facts()) == proof
    assert "dana" not in str(proof.facts())


def test_a_note_of_spf_that_came_with_the_mail_proves_nothing_below_what_the_server_found():
    forged = (
        f"Received: from evil by {OURS}; Mon, 23 Nov 2026\n"
        f"Authentication-Results: {OURS}; dkim=none\n"
        f"Received-SPF: pass ({OURS}: fine) receiver={OURS}; envelope-from=<dana@customer.example>"
    )
    assert proved(forged).verdict is Verdict.UNPROVED
