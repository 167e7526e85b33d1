"""Somebody who is erased is in no finding and no mail of their firm's check-in any more; the check-in goes on (A1, architecture 5)."""

from rounds.accounts.models import ContactAddress
from rounds.accounts.queries import contact_at
from rounds.checkins import commands as checkins
from rounds.checkins.models import Finding
from rounds.checkins.queries import check_in_page
from rounds.desk import commands as desk
from rounds.desk.models import Message
from rounds.mail.commands import erase_person
from rounds.timeline.models import Outbox
from rounds.timeline.rules import Actor
from tests.outgoing import brought
from tests.rooms.checkins.cast import a_firm
from tests.world import later

YEAR = later(365)


def test_an_erased_person_is_named_in_no_finding_and_the_check_in_still_comes_round():
    firm = a_firm()
    firm.passes(YEAR)
    ours = firm.reach_out(YEAR)
    with firm.cast.inside():
        address = ContactAddress.objects.values_list("address", flat=True).get(id=firm.contact.address_id)
        desk.add_customer_message(
            ticket_id=firm.check_in_ticket_id,
            contact_id=firm.contact.contact_id,
            text="It goes well, Ada Quist",
            at=YEAR,
            by=Actor.contact(firm.contact.contact_id),
        )
        said = {"spoke with": f"Ada Quist <{address}>", "going well": "The orders."}
        checkins.write_finding(check_in_id=firm.check_in.pk, said=said, by=firm.cast.rep, at=YEAR)
        asked = {"follow_ups": "Call Ada Quist about the stations.", "by": firm.cast.rep, "at": YEAR}
        checkins.end_round(check_in_id=firm.check_in.pk, **asked)
        brought(Outbox.objects.all(), "sent")
        subject = firm.ticket.subject
        erase_person(contact_id=contact_at(address), by=firm.cast.manager, at=YEAR)
        assert Finding.objects.get().said == {"spoke with": "erased <erased>", "going well": "The orders."}
        assert set(Message.objects.exclude(kind="note").values_list("text", flat=True)) == {"erased"}
        assert Message.objects.filter(id=ours).exists()
        assert firm.ticket.subject == subject
        page = check_in_page(firm.check_in.pk, member_id=firm.cast.rep.id, at=YEAR)
        assert [each.text for each in page.followed] == ["Call erased about the stations."], (
            "what had to follow is a note like others"
        )
    firm.passes(later(800))
    assert firm.happened("desk.woke") == ["desk.woke"] * 2
