"""The addresses of Settings: the team's pages, and each member's own."""

from django.urls import path

from rounds.web.views import companies, invitations, joining, mailboxes, own_time, people, security, settings, start

urlpatterns = [
    path("settings", settings.settings, name="settings"),
    path("settings/people", people.people, name="people"),
    path("settings/people/<int:member_id>", people.person, name="person"),
    path("settings/people/<int:member_id>/name", people.name, name="person-name"),
    path("settings/people/<int:member_id>/roles", people.roles, name="person-roles"),
    path("settings/people/<int:member_id>/hours", own_time.set_theirs, name="person-hours"),
    path("settings/people/<int:member_id>/away", own_time.away_theirs, name="person-away"),
    path("settings/people/<int:member_id>/away/<int:away_id>/end", own_time.stay_theirs, name="person-away-end"),
    path("settings/people/<int:member_id>/leaving", people.leaving, name="person-leaving"),
    path("settings/people/<int:member_id>/return", people.return_, name="person-return"),
    path("settings/invitations", invitations.invite, name="inviting"),
    path("settings/invitations/<int:invitation_id>/again", invitations.again, name="invitation-again"),
    path("settings/invitations/<int:invitation_id>/withdrawal", invitations.withdraw, name="invitation-withdrawal"),
    path("settings/start", start.start, name="start"),
    path("start/<str:code>", start.first, name="first"),
    path("settings/mail", mailboxes.mailboxes, name="mailboxes"),
    path("settings/mail/adding", mailboxes.add, name="mailbox-adding"),
    path("settings/mail/<int:mailbox_id>/address", mailboxes.change, name="mailbox-address"),
    path("settings/mail/<int:mailbox_id>/trial", mailboxes.trial, name="mailbox-trial"),
    path("join/<str:token>", joining.join, name="join"),
    path("settings/hours", own_time.own_hours, name="own-hours"),
    path("settings/hours/text", own_time.set_own, name="own-hours-text"),
    path("settings/hours/review", own_time.right, name="own-hours-review"),
    path("settings/hours/away", own_time.away_own, name="own-away"),
    path("settings/hours/away/<int:away_id>/end", own_time.stay_own, name="own-away-end"),
    path("settings/hours/availability", own_time.available, name="own-availability"),
    path("settings/hours/sign-off", own_time.signed_off, name="own-sign-off"),
    path("settings/sign-in", security.security, name="security"),
    path("settings/sign-in/password", security.password, name="own-password"),
    path("settings/sign-in/others/end", security.end_others, name="own-sessions-end"),
    path("settings/sign-in/<slug:mark>/end", security.end, name="own-session-end"),
    path("companies", companies.companies, name="companies"),
    path("companies/<int:workspace_id>", companies.company, name="company"),
]
