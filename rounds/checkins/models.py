"""Which firms are on which programme, and what was done in each round."""

from django.db import models
from django.db.models import Q

from rounds.accounts.models import Account
from rounds.checkins.brought import Outcome, Past, Stood
from rounds.checkins.rules.states import How, Undoable
from rounds.desk.models import Ticket
from rounds.team.models import Member
from rounds.workspaces.models import WorkspaceForeignKey, WorkspaceModel


class CheckIn(WorkspaceModel):
    """One firm on one programme, with its one ticket (A1).

    programme: the clause's name. step: place in the ladder, at a `wait` or at a `send`; null while no ladder runs. version: of the
    manual that the ladder began with and keeps; null with it. started_at: somebody began with this round. last_on: day of the last
    check-in. own_every: the firm's own cadence as it is written (`6 months`), empty where it is the programme's. grade: the last
    one given. exempt_at: no check-in is needed since (A11). left_at: the firm meets the programme's condition no more since, and
    somebody is asked. suggested: the grade that the figures suggested when they were compared last (compared_at); differs_since: it is
    not the one that was given, since then; told_at: whoever has to know was told of that. Compared is what has changed.
    """

    programme = models.TextField()
    account = WorkspaceForeignKey(Account)
    ticket = WorkspaceForeignKey(Ticket)
    step = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(null=True)
    started_at = models.DateTimeField(null=True)
    last_on = models.DateField(null=True)
    own_every = models.TextField(default="", db_default="")
    grade = models.TextField(default="", db_default="")
    exempt_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    entered_at = models.DateTimeField()
    suggested = models.TextField(default="", db_default="")
    compared_at = models.DateTimeField(null=True)
    differs_since = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "check_in"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "programme", "account"], name="one_check_in_a_firm"),
            models.UniqueConstraint(fields=["workspace", "ticket"], name="one_check_in_a_ticket"),
            models.CheckConstraint(
                condition=Q(step__isnull=True, version__isnull=True) | Q(step__isnull=False, version__isnull=False),
                name="a_ladder_keeps_its_version",
            ),
            models.CheckConstraint(
                condition=Q(exempt_at__isnull=True) | Q(step__isnull=True, started_at__isnull=True),
                name="an_exempt_firm_is_on_no_ladder",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "account"], name="check_in_of_account"),
            models.Index(
                fields=["workspace", "programme", "id"], name="check_in_left", condition=Q(left_at__isnull=False)
            ),
            models.Index(fields=["workspace", "compared_at", "id"], name="check_in_to_compare", condition=~Q(grade="")),
        ]

    def __str__(self) -> str:
        return f"{self.programme}, account {self.account_id}"


class ReachOut(WorkspaceModel):
    """One time that somebody reached out. message_id: of the mail, null for a call or a visit. address_id: that it was written to.

    step, version, last_on, started_at: as they stood before it, and stand again where it never left. void_at: when that was seen.
    """

    check_in = WorkspaceForeignKey(CheckIn, related_name="reach_outs")
    how = models.CharField(max_length=10, choices=[(how.value, how.value) for how in How])
    message_id = models.BigIntegerField(null=True)
    address_id = models.BigIntegerField(null=True)
    by = WorkspaceForeignKey(Member)
    at = models.DateTimeField()
    step = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(null=True)
    last_on = models.DateField(null=True)
    started_at = models.DateTimeField(null=True)
    void_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reach_out"
        indexes = [
            models.Index(fields=["workspace", "check_in", "-id"], name="reach_out_of_check_in"),
            models.Index(
                fields=["workspace", "message_id"], name="reach_out_by_mail", condition=Q(message_id__isnull=False)
            ),
        ]


class Finding(WorkspaceModel):
    """What somebody found (A6). said: what the manual asks for → what was written. in_a_round: one ran; else it ends none."""

    check_in = WorkspaceForeignKey(CheckIn, related_name="findings")
    said = models.JSONField()
    by = WorkspaceForeignKey(Member)
    at = models.DateTimeField()
    in_a_round = models.BooleanField(default=True, db_default=True)

    class Meta:
        db_table = "finding"
        indexes = [models.Index(fields=["workspace", "check_in", "-id"], name="finding_of_check_in")]


class GradeGiven(WorkspaceModel):
    """A grade that somebody gave (A7). grade: of the programme's scale; was: the one before, empty where none was.

    by: null where an import brought it in. suggested: what the figures suggested then, empty where nothing was; seen: the figures that
    stood behind it, as facts of a reason.
    """

    check_in = WorkspaceForeignKey(CheckIn, related_name="grades")
    grade = models.TextField()
    was = models.TextField()
    suggested = models.TextField(default="", db_default="")
    seen = models.JSONField(default=list, db_default=[])
    by = WorkspaceForeignKey(Member, null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "grade_given"
        indexes = [models.Index(fields=["workspace", "check_in", "-id"], name="grade_of_check_in")]


class RoundDone(WorkspaceModel):
    """One round that is over (A9, A10, A12). member: who ended it, or who had its ticket where nobody answered to the end of the ladder.

    unanswered: the ladder ended it. note_id: of the note on the ticket that says what has to follow. again: the round before had ended
    already, and went on, since the customer wrote before another began; it counts once. Whether it is answered after all, what the customer
    wrote says, and no row (`this_round.SILENT`).
    A round that was ended by mistake and goes on has no row.
    """

    check_in = WorkspaceForeignKey(CheckIn, related_name="rounds")
    member = WorkspaceForeignKey(Member, null=True)
    ended_at = models.DateTimeField()
    unanswered = models.BooleanField()
    note_id = models.BigIntegerField(null=True)
    again = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "round_done"
        indexes = [
            models.Index(fields=["workspace", "check_in", "-id"], name="round_of_check_in"),
            models.Index(fields=["workspace", "ended_at"], name="round_by_day"),
        ]


class WayBack(WorkspaceModel):
    """What stood before the last act on a check-in that can be taken back, while nobody has done anything on it since.

    what: the act. ticket_was, check_in_was: the columns that it changed. hold: id of the hold that it ended. version: of the ticket, as the
    act left it.
    """

    check_in = WorkspaceForeignKey(CheckIn)
    what = models.CharField(max_length=10, choices=[(what.value, what.value) for what in Undoable])
    by = WorkspaceForeignKey(Member)
    at = models.DateTimeField()
    ticket_was = models.JSONField()
    check_in_was = models.JSONField()
    hold_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField()

    class Meta:
        db_table = "check_in_way_back"
        constraints = [models.UniqueConstraint(fields=["workspace", "check_in"], name="one_way_back_a_check_in")]


class Spreading(WorkspaceModel):
    """One time that somebody spread check-ins over days. first_on, last_on: of the days. undone_at: null until it was taken back.

    left_alone: check-ins among them that kept their day, for a customer had answered late.
    """

    programme = models.TextField()
    first_on = models.DateField()
    last_on = models.DateField()
    by = WorkspaceForeignKey(Member)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    left_alone = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "check_in_spread"


class Spread(WorkspaceModel):
    """One check-in that was spread with others. was: the ticket's columns before, as JSON. version: as the act left the ticket."""

    spreading = WorkspaceForeignKey(Spreading, related_name="each")
    ticket = WorkspaceForeignKey(Ticket)
    was = models.JSONField()
    version = models.PositiveIntegerField()

    class Meta:
        db_table = "check_in_spread_one"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "spreading", "ticket"], name="spread_once_a_ticket")
        ]


class ProgrammeEnding(WorkspaceModel):
    """One time that somebody said of all firms of a programme that the manual has no more that they need no check-in by it.

    undone_at: null until it was taken back.
    """

    programme = models.TextField()
    by = WorkspaceForeignKey(Member)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "programme_ending"


class EndedByIt(WorkspaceModel):
    """One check-in of a programme that was ended. ticket_was, check_in_was: the columns before, as JSON.

    hold_id: of the hold that it ended. version: as the act left the ticket.
    """

    ending = WorkspaceForeignKey(ProgrammeEnding, related_name="each")
    ticket = WorkspaceForeignKey(Ticket)
    ticket_was = models.JSONField()
    check_in_was = models.JSONField()
    hold_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField()

    class Meta:
        db_table = "programme_ending_one"
        constraints = [models.UniqueConstraint(fields=["workspace", "ending", "ticket"], name="ended_once_a_ticket")]


class Brought(WorkspaceModel):
    """What an import said of a firm's check-ins in another system, as they were before (A1, A7).

    last_on, next_on: days of the last one and of the next, null where it says none. grade: empty where it says none. outcome: what became
    of it, empty while it waits; check_in: which took it, or is left as it is. programme: whose past it is, empty where the file says none.
    was: how the check-in that took it stood before (`Stood`); version: of its ticket since, at which it can be given back.
    """

    account = WorkspaceForeignKey(Account)
    import_id = models.BigIntegerField()
    last_on = models.DateField(null=True)
    grade = models.TextField(default="")
    next_on = models.DateField(null=True)
    programme = models.TextField(default="", db_default="")
    at = models.DateTimeField()
    check_in = WorkspaceForeignKey(CheckIn, null=True)
    outcome = models.CharField(max_length=10, default="", choices=[(each.value, each.value) for each in Outcome])
    was = models.JSONField(null=True)
    version = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "check_in_brought"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "account", "import_id"], name="brought_once_an_import"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", Outcome.REPLACED], check_in__isnull=True)
                | Q(check_in__isnull=False) & ~Q(outcome__in=["", Outcome.REPLACED]),
                name="what_was_brought_became_of_a_check_in",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "id"], name="brought_and_waits", condition=Q(outcome="")),
            models.Index(fields=["workspace", "import_id", "id"], name="brought_by_import"),
            models.Index(
                fields=["workspace", "check_in", "-id"],
                name="brought_to_check_in",
                condition=Q(check_in__isnull=False),
            ),
        ]

    @property
    def past(self) -> Past:
        """Give what was said."""
        return Past(self.last_on, self.grade, self.next_on, self.programme)

    @property
    def stood(self) -> Stood:
        """Give how the check-in stood that took it."""
        return Stood.from_json(self.was or {})


class GradeSuggested(WorkspaceModel):
    """What the figures of a firm suggested when all firms were asked of last (A7). grades: the clause. said: its reasons.

    mark: what it rests on; where figures rest on something else by now, it holds no more. account: an id and no reference, as in
    usage: an import that is taken back may take the firm away.
    """

    grades = models.TextField()
    account = models.BigIntegerField()
    mark = models.TextField()
    grade = models.TextField()
    said = models.JSONField()

    class Meta:
        db_table = "grade_suggested"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "grades", "account"], name="grade_suggested_once"),
        ]


class ProgrammesFollowed(WorkspaceModel):
    """How far the programmes know what happened. number: of the last sealed event seen.

    looks_at: when all firms are looked through again, whatever happened. grades_at: when grades are compared with the figures again.
    figures: what the figures rest on that were asked last, by the name of each programme; figures_at: when that was.
    """

    number = models.BigIntegerField(default=0)
    looks_at = models.DateTimeField(null=True)
    grades_at = models.DateTimeField(null=True)
    figures = models.JSONField(default=dict, db_default={})
    figures_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "programmes_followed"
        constraints = [models.UniqueConstraint(fields=["workspace"], name="programmes_followed_once")]
