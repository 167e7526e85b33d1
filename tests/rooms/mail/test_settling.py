"""What people decide: about mail that is held, and about mail that stopped. The rights of each are tried in test_permissions."""

import pytest
from django.db import connection
from django.test import override_settings
from procrastinate.contrib.django import app

from rounds.basics.problems import NotThere, Refused
from rounds.desk.models import Message, Ticket
from rounds.mail import commands as mail
from rounds.mail import queries
from rounds.mail.addresses import without_plus
from rounds.mail.incoming import Came
from rounds.mail.jobs import TAKE_UP, take_up_jobs
from rounds.mail.models import Received
from rounds.mail.threading import OTHER_CONTENT
from rounds.timeline.models import Outbox
from tests.at_once import at_once, refused_of
from tests.far_side import Far, FarSide, far_side
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.rooms.mail.test_delivering import SOON, answered, deliver, recovered, row
from tests.world import MONDAY, a_workspace, later


def a_held_mail(raw: bytes | None = None) -> tuple[Post, int]:
    post = a_post()
    post.bring(a_letter(message_id="<one@x>"))
    other = a_letter(message_id="<one@x>", text="Something else.") if raw is None else raw
    return post, post.bring(other).received_id


def test_a_held_mail_becomes_a_ticket_of_its_own():
    post, held = a_held_mail()
    with post.inside():
        ticket_id = mail.make_ticket_of(received_id=held, by=post.cast.lead, at=later(1))
        kept = Received.objects.get(id=held)
        assert Message.objects.get(ticket_id=ticket_id).text == "Something else."
        assert (kept.state, kept.ticket_id, kept.settled_at) == ("settled", ticket_id, later(1))
        assert queries.held() == []
        [settled] = queries.settled()
        assert (settled.says, settled.number) == ("Let in as", 2)
    assert len(post.events("mail.let in")) == 1


def test_a_held_mail_that_was_let_in_is_still_known_when_it_comes_again():
    post, held = a_held_mail()
    with post.inside():
        mail.make_ticket_of(received_id=held, by=post.cast.lead, at=MONDAY)
    assert post.bring(a_letter(message_id="<one@x>", text="Something else.")).came is Came.DUPLICATE


def test_a_dropped_mail_leaves_the_list_and_stays_kept():
    post, held = a_held_mail()
    with post.inside():
        mail.drop_held(received_id=held, by=post.cast.lead, at=MONDAY)
        assert queries.held() == []
        assert b"Something else." in queries.original(held).raw


def test_a_mail_that_cannot_be_read_cannot_be_made_a_ticket_and_says_so():
    post, held = a_held_mail(b"\x00\x01binary")
    with post.inside():
        assert not queries.held()[0].placeable
    with pytest.raises(Refused, match="begins with no header field"), post.inside():
        mail.make_ticket_of(received_id=held, by=post.cast.lead, at=MONDAY)


def test_a_held_mail_read_again_goes_where_it_belongs_now():
    post = a_post()
    opened = post.bring(a_letter(message_id="<a@x>"))
    people = ", ".join(f"p{n}@customer.example" for n in range(200))
    held = post.bring(a_letter(more=f"Cc: {people}\r\nIn-Reply-To: <a@x>\r\n"))
    with post.inside():
        assert mail.read_again(received_id=held.received_id, by=post.cast.lead, at=later(1)).came is Came.QUARANTINED
        mended = a_letter(more="In-Reply-To: <a@x>\r\n")
        Received.objects.filter(id=held.received_id).update(raw=mended, size=len(mended))
        again = mail.read_again(received_id=held.received_id, by=post.cast.lead, at=later(1))
        assert (again.came, again.ticket_id) == (Came.PLACED, opened.ticket_id)


def test_a_second_mail_with_the_same_id_is_not_placed_by_reading_it_again():
    post, held = a_held_mail()
    with pytest.raises(Refused, match=OTHER_CONTENT), post.inside():
        mail.read_again(received_id=held, by=post.cast.lead, at=MONDAY)


def test_of_two_people_who_settle_a_mail_the_second_is_refused():
    post, held = a_held_mail()
    with post.inside():
        mail.drop_held(received_id=held, by=post.cast.lead, at=MONDAY)
    with pytest.raises(Refused, match="settled"), post.inside():
        mail.make_ticket_of(received_id=held, by=post.cast.manager, at=MONDAY)


def test_both_at_the_same_moment_make_one_ticket():
    post, held = a_held_mail()

    def settle() -> None:
        mail.make_ticket_of(received_id=held, by=post.cast.lead, at=MONDAY)

    came = at_once(settle, settle, inside=post.cast)
    with post.inside():
        assert (len(refused_of(came)), Ticket.objects.count()) == (1, 2)


def test_another_workspaces_mail_is_not_there():
    post, held = a_held_mail()
    sent_from, outbox_id = answered()
    stranger = a_workspace()
    for act in (mail.make_ticket_of, mail.read_again, mail.drop_held):
        with pytest.raises(NotThere), stranger.inside():
            act(received_id=held, by=stranger.lead, at=MONDAY)
    for act in (mail.retry, mail.drop, mail.it_arrived):
        with pytest.raises(NotThere), stranger.inside():
            act(outbox_id=outbox_id, by=stranger.lead, at=MONDAY)
    with pytest.raises(NotThere), stranger.inside():
        queries.original(held)
    assert post.kept()[1].state == "quarantined"
    assert row(sent_from, outbox_id).state == "queued"


def test_the_list_of_what_is_held_says_why():
    post, held = a_held_mail()
    with post.inside():
        [shown] = queries.held()
    assert (shown.id, shown.word, shown.reason) == (held, "Same id, other content", OTHER_CONTENT)
    assert (shown.subject, shown.sender, shown.mailbox) == ("Swap the banner", "dana@customer.example", post.address)


def stopped(way: Far) -> tuple[Post, int]:
    post, outbox_id = answered()
    with far_side(way) as far:
        deliver(post, outbox_id, far)
    return post, outbox_id


@pytest.mark.parametrize("way", [Far.REFUSES_AT_RCPT, Far.TAKES_AND_HANGS_UP])
def test_a_person_sends_it_again(way):
    post, outbox_id = stopped(way)
    with post.inside():
        mail.retry(outbox_id=outbox_id, by=post.cast.lead, at=later(1))
    with far_side() as far:
        assert deliver(post, outbox_id, far, at=later(1)).state == "sent"
    assert len(far.mails) == 1
    assert len(post.events("mail.queued again")) == 1


def test_a_late_last_word_after_a_person_sent_it_again_counts_no_more():
    post, outbox_id = answered()
    with far_side() as far:

        def person_is_faster():
            far.before_word = lambda: None
            with post.inside():
                Outbox.objects.filter(id=outbox_id).update(state="may have arrived")
                mail.retry(outbox_id=outbox_id, by=post.cast.lead, at=later(1))
            connection.close()

        far.before_word = person_is_faster
        assert deliver(post, outbox_id, far).state == "queued"


def test_a_person_drops_it():
    post, outbox_id = stopped(Far.REFUSES_AT_RCPT)
    with post.inside():
        mail.drop(outbox_id=outbox_id, by=post.cast.lead, at=later(1))
    with far_side() as far:
        assert deliver(post, outbox_id, far, at=later(2)).state == "dropped"
    assert far.mails == []


def test_a_person_knows_that_it_arrived():
    post, outbox_id = stopped(Far.TAKES_AND_HANGS_UP)
    with post.inside():
        mail.it_arrived(outbox_id=outbox_id, by=post.cast.lead, at=later(1))
    assert row(post, outbox_id).state == "sent"


def test_what_was_sent_cannot_be_settled_again():
    post, outbox_id = answered()
    with far_side() as far:
        deliver(post, outbox_id, far)
    for act in (mail.retry, mail.drop, mail.it_arrived):
        with pytest.raises(Refused), post.inside():
            act(outbox_id=outbox_id, by=post.cast.lead, at=MONDAY)


def test_what_stopped_did_not_arrive_and_need_not_be_found_arrived():
    post, outbox_id = stopped(Far.REFUSES_AT_RCPT)
    with pytest.raises(Refused), post.inside():
        mail.it_arrived(outbox_id=outbox_id, by=post.cast.lead, at=MONDAY)


def test_the_outbox_page_tells_apart_what_stands_waits_and_left():
    post, first = stopped(Far.TAKES_AND_HANGS_UP)
    _, second = answered_again(post)
    with far_side(Far.ASKS_LATER_AT_RCPT) as far:
        deliver(post, second, far)
    with post.inside(), override_settings(SMTP_OUT=None):
        page = queries.outbox_page()
    [stands], [waits] = page.stopped, page.waiting
    assert (stands.id, stands.verdict) == (first, "Nobody can know whether it arrived.")
    assert (stands.address, stands.number, stands.author) == ("dana@customer.example", 1, "Teo Okafor")
    assert (waits.id, waits.says) == (second, "The server said 451: 4.7.1 Greylisted, come later")
    assert (page.nowhere, page.sent) == (True, ())


def answered_again(post: Post) -> tuple[Post, int]:
    from rounds.desk import commands as desk

    with post.inside():
        desk.answer(number=1, text="And one more thing.", by=post.cast.rep, at=MONDAY)
        return post, Outbox.objects.latest("id").pk


def work(far: FarSide) -> None:
    """Let a worker do all the jobs there are."""
    with override_settings(SMTP_OUT=far.way):
        worker = app.with_connector(app.connector.get_worker_connector())
        worker.run_worker(wait=False, install_signal_handlers=False, queues=["mail"], delete_jobs="successful")


def answered_and_due() -> tuple[Post, int]:
    """Let an answer be given and its moment come: the engine has called a worker."""
    post, outbox_id = answered()
    assert recovered(post, outbox_id, at=SOON)
    return post, outbox_id


def test_the_worker_finds_the_job_of_an_answer_whose_moment_has_come_and_sends_the_mail():
    post, outbox_id = answered_and_due()
    with far_side() as far:
        work(far)
    assert row(post, outbox_id).state == "sent"
    assert isinstance(far, FarSide)
    assert post.address in {without_plus(taken.mail_from or "")[-1] for taken in far.mails}


def test_the_job_of_a_worker_that_was_killed_is_taken_up():
    post, outbox_id = answered_and_due()
    with connection.cursor() as cursor:
        killed = "UPDATE procrastinate_jobs SET status = 'doing' WHERE args ->> 'outbox_id' = %s RETURNING worker_id"
        cursor.execute(killed, [str(outbox_id)])
        assert cursor.fetchall() == [(None,)]
    with far_side() as far:
        work(far)  # a worker takes no job that another one has; it may take this one up by itself meanwhile
        take_up_jobs.defer(timestamp=0)
        work(far)
    assert row(post, outbox_id).state == "sent"


def test_jobs_are_taken_up_every_few_seconds():
    periodic = app.periodic_registry.periodic_tasks.values()
    assert {task.task.name: task.cron for task in periodic} == {"rounds.mail.take_up_jobs": "* * * * * */5"}


def test_a_worker_killed_while_it_took_jobs_up_keeps_nobody_from_taking_up_its_own():
    """Its own job cannot be queued again beside its successor; that must not end the work of the successor."""
    post, outbox_id = answered_and_due()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '12 s') RETURNING id"
        )
        ((killed,),) = cursor.fetchall()
        take_up_jobs.defer(timestamp=0)
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s"
            " WHERE status = 'todo' AND (task_name = %s OR args ->> 'outbox_id' = %s)",
            [killed, TAKE_UP, str(outbox_id)],
        )
        assert cursor.rowcount == 2
    take_up_jobs.defer(timestamp=1)
    with far_side() as far:
        work(far)
    assert row(post, outbox_id).state == "sent"
