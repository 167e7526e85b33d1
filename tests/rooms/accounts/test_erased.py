"""Who was erased before there was a column for it is found by what erasing leaves; nobody else is."""

from importlib import import_module

from django.db import connection

from rounds.accounts.commands import erase_contact, note_contact
from rounds.accounts.models import Contact
from rounds.desk.commands import join_contacts
from tests.world import MONDAY, a_customer, a_workspace

FILL = import_module("rounds.accounts.migrations.0008_who_was_erased").FILL


def test_who_was_erased_before_is_marked_and_neither_whoever_has_the_name_nor_whoever_was_joined():
    cast = a_workspace()
    with cast.inside():
        act = {"by": cast.manager, "at": MONDAY}
        erased, known = a_customer().contact_id, a_customer("Erased person").contact_id
        kept, joined = a_customer().contact_id, a_customer("Erased person").contact_id
        plain = note_contact(name="Ruth Hartwell", addresses=[], account_id=None, **act).pk
        join_contacts(kept_id=kept, other_id=joined, **act)
        erase_contact(contact_id=erased, **act)
        Contact.objects.update(erased_at=None)  # as it stood before
        with connection.cursor() as cursor:
            cursor.execute(FILL)
        marked = set(Contact.objects.exclude(erased_at=None).values_list("id", flat=True))
        assert marked & {erased, known, kept, joined, plain} == {erased}
