"""A person's own page: who they are, where they are reached, at which firm, and all that they asked."""

import html
import re

from django.urls import reverse

from rounds.accounts.commands import add_address, change_account, change_contact, declare_field, note_contact
from rounds.accounts.fields import Record
from rounds.accounts.models import Account, Contact, ContactAddress
from rounds.desk import commands as desk
from rounds.desk.commands.recurring import take, write_to
from rounds.desk.models import Ticket
from rounds.imports.commands import bring_file
from rounds.imports.models import ImportFile
from rounds.imports.targets import What
from rounds.mail.erasing import erase_all
from rounds.timeline.models import TimelineEvent
from tests.rooms.checkins.cast import a_firm
from tests.rooms.web.test_firm_form import form_of
from tests.rooms.web.visitor import visitor
from tests.world import MANUAL, MONDAY, a_customer, a_member, a_shared_workspace, a_ticket, a_workspace, later


def text_of(answer) -> str:
    return html.unescape(answer.content.decode())


def test_a_person_s_page_shows_addresses_firm_and_tickets_the_newest_first_a_page_at_a_time():
    cast = a_workspace()
    with cast.inside():
        dana = a_customer(address="dana@harbour.example", account="Harbour Tile & Stone")
        numbers = [a_ticket(by=dana, subject=f"Matter {each}", at=later(hours=each)).number for each in range(27)]
        a_ticket(subject="Of somebody else")
        firm = Account.objects.get()
    client = visitor(cast, cast.rep)
    page = text_of(client.get(reverse("contact", args=[dana.contact_id])))
    assert "dana@harbour.example" in page.replace("<wbr>", "")
    assert reverse("account", args=[firm.pk]) in page
    assert [int(each) for each in re.findall(r'class="id">#(\d+)<', page)] == sorted(numbers, reverse=True)[:25]
    assert "Of somebody else" not in page
    [beyond] = re.findall(r'href="([^"]+)" rel="next"', page)
    again = text_of(client.get(beyond))
    assert [int(each) for each in re.findall(r'class="id">#(\d+)<', again)] == sorted(numbers, reverse=True)[25:]


def test_the_way_to_a_person_s_page_leads_from_their_ticket_their_firm_and_the_list():
    cast = a_workspace()
    with cast.inside():
        dana, loose = a_customer(account="Harbour Tile & Stone"), a_customer("Ruth Hartwell")
        ticket, firm = a_ticket(by=dana), Account.objects.get()
    client = visitor(cast, cast.rep)
    way = reverse("contact", args=[dana.contact_id])
    assert way in text_of(client.get(reverse("ticket", args=[ticket.number])))
    assert way in text_of(client.get(reverse("account", args=[firm.pk])))
    assert reverse("contact", args=[loose.contact_id]) in text_of(client.get(reverse("accounts")))


def test_name_title_and_fields_of_a_person_are_written_on_their_form():
    cast = a_workspace()
    with cast.inside():
        dana = a_customer()
        declare_field(record_kind=Record.CONTACT, name="since", type_="day", by=cast.lead, at=MONDAY)
    client = visitor(cast, cast.lead)
    form, kept = (reverse(name, args=[dana.contact_id]) for name in ("contact-form", "contact-known"))
    sent = form_of(client.get(form).content.decode())
    assert sent["name"] == "Dana Whitlock"
    assert (
        client.post(kept, sent | {"name": "Dana W. Stone", "title": "Owner", "own since": "2020-02-29"}).status_code
        == 302
    )
    with cast.inside():
        found = Contact.objects.get(id=dana.contact_id)
        assert (found.name, found.title, found.fields) == ("Dana W. Stone", "Owner", {"since": "2020-02-29"})
    assert client.post(kept, sent | {"name": "Somebody Else"}).status_code == 409  # who was faster is shown beside
    sent = form_of(client.get(form).content.decode())
    refused = client.post(kept, sent | {"name": "", "phone": "555-0100"})
    assert "The name is missing." in text_of(refused)
    assert form_of(text_of(refused))["phone"] == "555-0100"


def test_one_more_address_is_added_and_one_that_is_anothers_is_refused_with_what_was_typed():
    cast = a_workspace()
    with cast.inside():
        dana, ruth = a_customer(), a_customer("Ruth Hartwell", address="ruth@hartwell.example")
    client, adding = visitor(cast, cast.rep), reverse("contact-address-adding", args=[dana.contact_id])
    assert client.post(adding, {"address": "dana@home.example"}).status_code == 302
    refused = client.post(adding, {"address": "Ruth@Hartwell.example"})
    assert refused.status_code == 409
    assert "belongs to another contact" in text_of(refused)
    assert 'value="Ruth@Hartwell.example" aria-invalid="true"' in text_of(refused)
    [way] = re.findall(r'href="(/contacts/[^"]+q=[^"]+)"', text_of(refused))
    assert f"?other={ruth.contact_id}" in text_of(client.get(way))  # who has it is found there
    assert client.post(adding, {"address": "no address"}).status_code == 422
    with cast.inside():
        assert ContactAddress.objects.filter(contact_id=dana.contact_id, key="dana@home.example").exists()
        assert ContactAddress.objects.get(key="ruth@hartwell.example").contact_id == ruth.contact_id


def test_a_person_is_moved_to_another_firm_by_its_name():
    cast = a_workspace()
    with cast.inside():
        dana = a_customer(account="Harbour Tile & Stone")
    client = visitor(cast, cast.rep)
    placed = client.post(reverse("contact-account", args=[dana.contact_id]), {"account": "Hartwell Dental"})
    assert placed.status_code == 302
    with cast.inside():
        assert Contact.objects.get(id=dana.contact_id).account.name == "Hartwell Dental"


def test_a_firm_is_added_by_hand_with_what_is_known_of_it_and_refused_without_a_name():
    cast = a_workspace()
    client = visitor(cast, cast.lead)
    assert reverse("account-new") in text_of(client.get(reverse("accounts")))
    sent = form_of(client.get(reverse("account-new")).content.decode())
    added = client.post(
        reverse("account-adding"), sent | {"name": " Harbour  Tile ", "tier": "gold", "zone": "Europe/Berlin"}
    )
    with cast.inside():
        firm = Account.objects.get()
        assert (firm.name, firm.tier, firm.zone) == ("Harbour Tile", "gold", "Europe/Berlin")
        assert TimelineEvent.objects.filter(kind="accounts.account added", subject_id=firm.pk).count() == 1
    assert added["Location"] == reverse("account", args=[firm.pk])
    for wrong, why in (
        ({"name": " "}, "An account has a name."),
        ({"name": "B", "zone": "Asia/Tokio"}, "There is no time zone"),
    ):
        refused = client.post(reverse("account-adding"), sent | {"tier": "silver"} | wrong)
        assert refused.status_code == 409
        assert why in text_of(refused)
        assert form_of(text_of(refused))["tier"] == "silver"
    with cast.inside():
        assert Account.objects.count() == 1


def test_a_second_account_of_one_name_is_added_only_by_whoever_says_that_it_is_another():
    cast = a_workspace()
    client, adding = visitor(cast, cast.lead), reverse("account-adding")
    assert client.post(adding, {"name": "Harbour Tile"}).status_code == 302
    refused = client.post(adding, {"name": "harbour tile", "tier": "gold"})
    assert refused.status_code == 409
    assert "An account is called “harbour tile” already." in text_of(refused)
    assert form_of(text_of(refused))["tier"] == "gold"
    assert client.post(adding, {"name": "harbour tile", "another": "1"}).status_code == 302
    with cast.inside():
        assert Account.objects.count() == 2


def test_whoever_may_not_look_after_accounts_is_offered_nothing_of_it_and_told_truly_who_adds_firms():
    cast = a_workspace()
    client = visitor(cast, cast.production)
    page = text_of(client.get(reverse("accounts")))
    assert reverse("account-new") not in page
    assert "Whoever looks after accounts adds the firms" in page
    with cast.inside():
        dana = a_customer()
    page = text_of(client.get(reverse("contact", args=[dana.contact_id])))
    assert "<form" not in page.split("<main")[1].split("</main")[0]


def test_a_person_who_is_not_there_is_said_so():
    client = visitor(a_shared_workspace(), a_shared_workspace().rep)
    assert client.get(reverse("contact", args=[2**40])).status_code == 404


def two(cast):
    kept = a_customer(address="dana@harbour.example", account="Harbour Tile & Stone")
    return kept, a_customer("Dana Whitlock", address="dana@home.example")


def test_two_contacts_are_joined_on_their_page_shown_and_taken_apart_again():
    cast = a_workspace()
    with cast.inside():
        kept, other = two(cast)
        ticket = a_ticket(by=other, subject="From home")
    client = visitor(cast, cast.rep)
    page, choosing = reverse("contact", args=[kept.contact_id]), reverse("contact-same", args=[kept.contact_id])
    assert choosing in text_of(client.get(page))
    way = f"{choosing}?other={other.contact_id}"
    assert way in text_of(client.get(choosing))  # who is called alike is offered
    sides = text_of(client.get(way)).replace("<wbr>", "")
    assert "dana@harbour.example" in sides
    assert "dana@home.example" in sides
    assert "taken back" in sides
    sent = dict(re.findall(r'type="hidden" name="(other|version)" value="(\d+)"', sides))
    joined = client.post(reverse("contact-joining", args=[kept.contact_id]), sent)
    assert joined.status_code == 302
    assert "Dana Whitlock" in text_of(client.get(joined["Location"]))
    assert joined["Location"] in text_of(client.get(page))
    assert f">#{ticket.number}<" in text_of(client.get(page))
    assert client.get(reverse("contact", args=[other.contact_id]))["Location"] == page
    assert client.get(reverse("contact-same", args=[other.contact_id]))["Location"] == choosing
    apart = client.post(f"{joined['Location']}/undoing")
    assert "each stands for itself" in text_of(client.get(apart["Location"]))
    assert f">#{ticket.number}<" not in text_of(client.get(page))
    assert f">#{ticket.number}<" in text_of(client.get(reverse("contact", args=[other.contact_id])))


def test_a_joining_that_is_refused_says_why_and_shows_both_again():
    cast = a_workspace()
    with cast.inside():
        kept, other = two(cast)
    client = visitor(cast, cast.rep)
    joining = reverse("contact-joining", args=[kept.contact_id])
    refused = client.post(joining, {"other": kept.contact_id})
    assert refused.status_code == 409
    assert "This is one contact already." in text_of(refused)
    assert client.post(joining, {"other": other.contact_id, "version": "7"}).status_code == 409
    assert client.post(joining, {"other": 2**40}).status_code == 404
    assert client.post(joining, {}).status_code == 422
    with cast.inside():
        assert Contact.objects.filter(joined_into=None).count() == 2


def test_an_address_is_taken_away_on_the_page_where_another_one_is_left():
    cast = a_workspace()
    with cast.inside():
        dana = a_customer(address="dana@harbour.example")
    client = visitor(cast, cast.rep)
    page, dropping = (reverse(name, args=[dana.contact_id]) for name in ("contact", "contact-address-dropping"))
    assert dropping not in text_of(client.get(page))
    client.post(reverse("contact-address-adding", args=[dana.contact_id]), {"address": "dana@home.example"})
    assert dropping in text_of(client.get(page))
    assert client.post(dropping, {"address_id": dana.address_id}).status_code == 302
    shown = text_of(client.get(page)).replace("<wbr>", "")
    assert "dana@home.example</span>" in shown.replace("</a>", "")
    assert "answered at dana@home.example" in shown
    refused = client.post(dropping, {"address_id": id_of_address(cast, "dana@home.example")})
    assert "It is their only address" in text_of(refused)


def id_of_address(cast, key: str) -> int:
    with cast.inside():
        return ContactAddress.objects.get(key=key).pk


def on_top(client, url: str, both) -> int:
    """Send what the page with both sides sends for "Do mine, on top of theirs"."""
    [form] = re.findall(r'<form method="post" class="row row-wrap">.*?</form>', both.content.decode(), re.DOTALL)
    sent = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return client.post(url, {name: html.unescape(value) for name, value in sent}).status_code


def test_a_stale_form_of_a_person_and_a_stale_joining_go_through_on_top():
    cast = a_workspace()
    with cast.inside():
        kept, other = two(cast)
    client = visitor(cast, cast.lead)
    sent = form_of(client.get(reverse("contact-form", args=[kept.contact_id])).content.decode())
    change = {"contact_id": kept.contact_id, "fields": {}, "by": cast.lead, "at": later(1)}
    with cast.inside():
        change_contact(values={"title": "Owner"}, **change)
    known = reverse("contact-known", args=[kept.contact_id])
    both = client.post(known, sent | {"title": "Boss"})
    assert both.status_code == 409
    with cast.inside():
        change_contact(values={"title": "Partner"}, **change)
    assert on_top(client, known, both) == 409  # it was changed once more: on top of that, nobody has said
    assert on_top(client, known, client.post(known, sent | {"title": "Boss"})) == 302
    with cast.inside():
        assert Contact.objects.get(id=kept.contact_id).title == "Boss"
    joining = reverse("contact-joining", args=[kept.contact_id])
    stale = client.post(joining, {"other": other.contact_id, "version": "7"})
    assert on_top(client, joining, stale) == 302
    with cast.inside():
        assert Contact.objects.get(id=other.contact_id).joined_into_id == kept.contact_id


def test_a_person_is_erased_by_whoever_manages_people_and_only_when_they_are_sure():
    cast = a_workspace()
    with cast.inside():
        dana = a_customer(address="dana@harbour.example", account="Harbour Tile")
        a_ticket(by=dana, subject="Swap the banner")
    page, asked, erased = (
        reverse(name, args=[dana.contact_id]) for name in ("contact", "contact-erasing", "contact-erased")
    )
    assert "Erase this person" not in visitor(cast, cast.lead).get(page).content.decode()
    client = visitor(cast, cast.manager)
    assert "Erase this person" in client.get(page).content.decode()
    assert "all that was said on 1 ticket, by whomever" in client.get(asked).content.decode()
    unsure = client.post(erased, {})
    assert unsure.status_code == 409
    assert "Erasing cannot be undone" in unsure.content.decode()
    assert "Dana Whitlock" in client.get(page).content.decode()
    answer = client.post(erased, {"sure": "yes"})
    assert (answer.status_code, answer["Location"]) == (302, asked)
    assert "They are being erased" in client.get(asked).content.decode()
    meanwhile = client.get(page).content.decode()
    assert "They are being erased" in meanwhile
    assert reverse("contact-address-adding", args=[dana.contact_id]) not in meanwhile
    assert "being erased" in text_of(visitor(cast, cast.rep).get(page))
    erase_all(workspace_id=cast.workspace_id, clock=lambda: later(1))
    left = client.get(page).content.decode()
    assert "Erased person" in left
    assert "Dana" not in left
    assert "Erase this person" not in left
    assert "They are erased" in client.get(asked).content.decode()
    assert "erased already" in client.post(erased, {"sure": "yes"}).content.decode()
    with cast.inside():
        assert Ticket.objects.get().subject == "erased"


def test_the_page_says_why_somebody_could_not_be_erased_and_asks_again():
    cast = a_workspace()
    with cast.inside():
        dana = a_customer("Dana Whitlock", account="Harbour Tile")
        people = b"id,name\n1,Dana Whitlock\n"
        bring_file(what=What.CONTACTS, name="people.csv", data=people, source="old", by=cast.manager, at=MONDAY)
    client = visitor(cast, cast.manager)
    page, asked, erased = (
        reverse(name, args=[dana.contact_id]) for name in ("contact", "contact-erasing", "contact-erased")
    )
    client.post(erased, {"sure": "yes"})
    erase_all(workspace_id=cast.workspace_id, clock=lambda: later(1))
    stopped = text_of(client.get(asked))
    assert "They could not be erased" in stopped
    assert "The file “people.csv” waits to come in, and names this person. Bring it in" in stopped
    assert "Try again to erase" in stopped
    assert "They could not be erased. See why" in text_of(client.get(page))
    assert "See why" not in text_of(visitor(cast, cast.rep).get(page))
    with cast.inside():
        ImportFile.objects.all().delete()
    client.post(erased, {"sure": "yes"})
    erase_all(workspace_id=cast.workspace_id, clock=lambda: later(1))
    assert "They are erased" in text_of(client.get(asked))


def test_the_page_before_erasing_counts_what_goes_merged_tickets_too_and_no_check_in():
    firm = a_firm()
    cast, ada = firm.cast, firm.contact
    with cast.inside():
        one, two = a_ticket(by=ada), a_ticket(by=ada)
        desk.merge(number=one.number, others=[two.number], by=cast.lead, at=MONDAY)
        write_to(ticket=take(firm.ticket.pk), whom=ada, mailbox="support@fenwick.example")
        assert Ticket.objects.filter(requester_id=ada.contact_id).count() == 3
    client = visitor(cast, cast.manager)
    page = text_of(client.get(reverse("contact-erasing", args=[ada.contact_id])))
    assert "all that was said on 2 tickets, merged ones counted," in page
    assert "Check-ins of their firm" in page
    client.post(reverse("contact-erased", args=[ada.contact_id]), {"sure": "yes"})
    erase_all(workspace_id=cast.workspace_id, clock=lambda: later(1))
    with cast.inside():
        assert Ticket.objects.filter(subject="erased").count() == 2


def test_who_is_called_like_somebody_erased_is_not_erased_and_whoever_was_and_is_known_again_can_be_once_more():
    """A name is what anybody writes into a mail; whether somebody was erased is what we did."""
    cast = a_workspace()
    with cast.inside():
        named, other = a_customer("Erased person", address="z@evil.example"), a_customer(address="d@harbour.example")
    client = visitor(cast, cast.manager)
    page, erased = (reverse(name, args=[named.contact_id]) for name in ("contact", "contact-erased"))
    assert "Erase this person" in text_of(client.get(page))
    with cast.inside():
        join = desk.join_contacts(kept_id=other.contact_id, other_id=named.contact_id, by=cast.rep, at=MONDAY)
        desk.part_contacts(join_id=join.pk, by=cast.rep, at=later(1))
    client.post(erased, {"sure": "yes"})
    erase_all(workspace_id=cast.workspace_id, clock=lambda: later(1))
    assert "Erase this person" not in text_of(client.get(page))
    with cast.inside():
        assert Contact.objects.get(id=named.contact_id).erased_at
        add_address(contact_id=named.contact_id, address="z@new.example", by=cast.rep, at=later(1))
    assert "Erase this person" in text_of(client.get(page))


def test_whoever_reads_accounts_and_not_the_desk_sees_no_ticket_on_a_person_s_and_a_firm_s_page():
    """Neither what was asked nor what was done with it; the people, and what was done with these and the firm, stay."""
    cast = a_workspace(manual=MANUAL.read_text() + "\n```clause\nrole: bookkeeper\nmay: [read accounts]\n```\n")
    with cast.inside():
        dana, keeper = a_customer(account="Harbour Tile"), a_member("Book Keeper", ["bookkeeper"], "bookkeeper")
        firm = Account.objects.get().pk
        number = a_ticket(by=dana, subject="Secret matter").number
        desk.name_account(number=number, name="Harbour Tile", by=cast.lead, at=MONDAY)
        desk.close(number=number, by=cast.rep, at=later(1))
        change_contact(contact_id=dana.contact_id, values={"title": "Owner"}, fields={}, by=cast.lead, at=later(1))
        change_account(account_id=firm, values={"name": "Harbour Stone"}, fields={}, by=cast.lead, at=later(1))
    of_ticket = ("Secret matter", reverse("ticket", args=[number]))
    for name, args, stays in (
        ("contact", [dana.contact_id], "changed title of Dana Whitlock"),
        ("account", [firm], "changed name"),
    ):
        theirs, whole = (text_of(visitor(cast, who).get(reverse(name, args=args))) for who in (keeper, cast.lead))
        assert all(each in whole for each in of_ticket)
        assert not any(each in theirs for each in of_ticket)
        assert stays in theirs
    assert "closed the ticket" in whole
    assert "closed the ticket" not in theirs


def history_of(page: str) -> str:
    """Give what stands under "What happened", as it is read."""
    [found] = re.findall(r'<ol class="hist">.*?</ol>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def test_whoever_came_to_know_a_person_is_told_as_that_and_where_nobody_did_it_the_page_says_why():
    """Issue 4: every automatic act says why, wherever it is told."""
    cast = a_workspace()
    with cast.inside():
        dana = a_customer()
        ruth = note_contact(name="Ruth Hartwell", addresses=[], account_id=None, by=cast.rep, at=MONDAY)
    client = visitor(cast, cast.rep)
    page = text_of(client.get(reverse("contact", args=[dana.contact_id])))
    assert "The mail room came to know Dana Whitlock Why?" in history_of(page)
    [card] = re.findall(r'popovertarget="(why-\d+)" data-card', page)
    assert f'id="{card}"' in page
    assert "Whoever writes us a mail, or gets a copy of one, becomes a contact" in page
    by_hand = text_of(client.get(reverse("contact", args=[ruth.pk])))
    assert "Teo Okafor came to know Ruth Hartwell" in history_of(by_hand)
    assert "Why?" not in history_of(by_hand)


def test_somebody_who_is_called_as_a_word_that_the_team_says_in_its_own_way_keeps_their_name():
    """`words:` is for our words; a name is nobody's to say anew, in a history as little as in a thread."""
    text = MANUAL.read_text().replace("holidays: [US]\n", "holidays: [US]\nwords: {note: memo, contact: person}\n", 1)
    cast = a_workspace(manual=text)
    with cast.inside():
        dana, other = a_customer("Dana Note"), a_customer("Hold Contact", address="hold@contact.example")
        change_contact(contact_id=dana.contact_id, values={"title": "Owner"}, fields={}, by=cast.rep, at=MONDAY)
        desk.join_contacts(kept_id=dana.contact_id, other_id=other.contact_id, by=cast.rep, at=MONDAY)
    told = history_of(text_of(visitor(cast).get(reverse("contact", args=[dana.contact_id]))))
    assert "changed title of Dana Note" in told
    assert "joined another person, Hold Contact, into Dana Note" in told
    assert "Memo" not in told
