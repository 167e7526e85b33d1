-- Fills one workspace: accounts, contacts, and tickets with their conversations and history.
-- Run as the owner role. Parameters: %(workspace)s, %(tickets)s, %(member)s, %(kind)s, %(queue)s, %(mailbox)s.
-- Half of the tickets wait for somebody, a fifth sleep, the rest are closed; each holds four messages.

insert into account (workspace_id, name, created_at)
select %(workspace)s, 'Mill and Saw ' || n, now() from generate_series(1, greatest(1, %(tickets)s / 20)) n;

insert into contact (workspace_id, account_id, name, created_at)
select workspace_id, id, 'Ann of ' || name, now() from account where workspace_id = %(workspace)s;

insert into contact_address (workspace_id, contact_id, key, address, position)
select workspace_id, id, 'ann' || id || '@mill.test', 'Ann' || id || '@mill.test', 0 from contact
where workspace_id = %(workspace)s;

insert into ticket (workspace_id, number, subject, kind, queue, state, last_word, requester_id, account_id, assignee_id,
                    opened_at, said_at, closed_at, wakes_at, wake_keeps, mailbox, version)
select %(workspace)s, n, 'The lamp on floor ' || n %% 40 || ' goes out when the lift starts, number ' || n,
       %(kind)s, %(queue)s, state, (array['customer', 'staff'])[1 + n %% 2], who.id, who.account_id,
       case when n %% 3 > 0 then %(member)s end,
       now() - n * interval '7 minutes', now() - n * interval '3 minutes',
       case when state = 'closed' then now() - n * interval '2 minutes' end,
       case when state = 'asleep' then now() + n * interval '11 minutes' + interval '1 day' end, true, %(mailbox)s, 4
from generate_series(1, %(tickets)s) n
cross join lateral (select (array['new', 'open', 'open', 'open', 'open', 'asleep', 'asleep', 'closed', 'closed', 'closed'])
                           [1 + n / 2 %% 10] as state) life
join (select row_number() over (order by id) as place, count(*) over () as many, id, account_id
      from contact where workspace_id = %(workspace)s) who on who.place = 1 + n %% who.many;

insert into next_due (workspace_id, ticket_id, target, due_at, near_at)
select workspace_id, id, 'first answer', now() + (number %% 97 - 48) * interval '1 hour',
       now() + (number %% 97 - 49) * interval '1 hour'
from ticket where workspace_id = %(workspace)s and state in ('new', 'open') and number %% 3 > 0;

insert into ticket_number (workspace_id, last)
values (%(workspace)s, %(tickets)s) on conflict (workspace_id) do update set last = excluded.last;

insert into ticket_party (workspace_id, ticket_id, contact_id, address_id, role)
select t.workspace_id, t.id, t.requester_id, a.id, 'requester' from ticket t
join contact_address a on a.contact_id = t.requester_id and a.workspace_id = t.workspace_id
where t.workspace_id = %(workspace)s;

insert into message (workspace_id, ticket_id, kind, author_member_id, author_contact_id, subject, text, at, message_id,
                     in_reply_to, refs)
select t.workspace_id, t.id, case when m %% 2 = 0 then 'customer' else 'staff' end,
       case when m %% 2 = 1 then %(member)s end, case when m %% 2 = 0 then t.requester_id end, t.subject,
       repeat('It went out again on Monday, and the lift stood for a while. Could somebody look at it? ', 6),
       t.opened_at + m * interval '20 minutes', t.id || '.' || m || '@mill.test', '', ''
from ticket t cross join generate_series(0, 3) m where t.workspace_id = %(workspace)s;

insert into timeline_event (workspace_id, at, actor_kind, actor_id, actor_name, kind, subject_kind, subject_id, account_id,
                            payload)
select t.workspace_id, t.opened_at + e * interval '20 minutes', case when e %% 2 = 0 then 'contact' else 'member' end,
       case when e %% 2 = 0 then t.requester_id else %(member)s end, '',
       (array['desk.ticket opened', 'desk.answered', 'desk.customer wrote', 'desk.answered'])[1 + e], 'ticket', t.id,
       t.account_id,
       case e when 0 then jsonb_build_object('ticket', t.id, 'ticket_kind', t.kind, 'queue', t.queue, 'by_way_of', 'mail')
              else jsonb_build_object('ticket', t.id, 'before', 'open', 'message', m.first + e) end
from ticket t
cross join generate_series(0, 3) e
join (select ticket_id, min(id) as first from message where workspace_id = %(workspace)s group by 1) m on m.ticket_id = t.id
where t.workspace_id = %(workspace)s;
