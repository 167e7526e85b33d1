"""Every address of the page. A page is a noun; each act on a ticket has an address of its own."""

from django.urls import path

from rounds.web.views import accounts, acts, desk, files, go, manual, outbox, quarantine, why

urlpatterns = [
    path("", go.home, name="home"),
    path("go", go.go, name="go"),
    path("desk", desk.desk, name="desk"),
    path("desk/new", desk.new, name="new"),
    path("desk/opening", acts.opening, name="opening"),
    path("desk/<int:number>", desk.ticket, name="ticket"),
    path("desk/<int:number>/answer", acts.answer, name="answer"),
    path("desk/<int:number>/note", acts.note, name="note"),
    path("desk/<int:number>/taking", acts.taking, name="taking"),
    path("desk/<int:number>/return", acts.return_, name="return"),
    path("desk/<int:number>/assignee", acts.assignee, name="assignee"),
    path("desk/<int:number>/kind", acts.kind, name="kind"),
    path("desk/<int:number>/account", acts.account_name, name="account-name"),
    path("desk/<int:number>/sleep", acts.sleep, name="sleep"),
    path("desk/<int:number>/date", acts.date, name="date"),
    path("desk/<int:number>/no-date", acts.no_date, name="no-date"),
    path("desk/<int:number>/closure", acts.closure, name="closure"),
    path("desk/<int:number>/reopening", acts.reopening, name="reopening"),
    path("files/<int:file_id>/<path:name>", files.file, name="file"),
    path("accounts", accounts.accounts, name="accounts"),
    path("accounts/<int:account_id>", accounts.account, name="account"),
    path("manual", manual.manual, name="manual"),
    path("manual/<int:version>", manual.manual, name="manual-version"),
    path("why/<int:event_id>", why.why, name="why"),
    path("outbox", outbox.outbox, name="outbox"),
    path("outbox/<int:row>", outbox.outbox, name="outbox-row"),
    path("outbox/<int:row>/again", outbox.again, name="outbox-again"),
    path("outbox/<int:row>/arrival", outbox.arrived, name="outbox-arrived"),
    path("outbox/<int:row>/drop", outbox.drop, name="outbox-drop"),
    path("quarantine", quarantine.quarantine, name="quarantine"),
    path("quarantine/<int:row>", quarantine.quarantine, name="quarantine-row"),
    path("quarantine/<int:row>/mail", quarantine.original, name="quarantine-original"),
    path("quarantine/<int:row>/ticket", quarantine.ticket, name="quarantine-ticket"),
    path("quarantine/<int:row>/again", quarantine.read_again, name="quarantine-again"),
    path("quarantine/<int:row>/drop", quarantine.drop, name="quarantine-drop"),
]
