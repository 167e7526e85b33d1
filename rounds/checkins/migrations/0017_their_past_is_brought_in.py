import django.db.models.deletion
import rounds.workspaces.models
from django.db import migrations, models
from django.db.models import Q

from rounds.workspaces.securing import SecureTables

OUTCOMES = [
    ("taken", "taken"),
    ("a round", "a round"),
    ("a day", "a day"),
    ("exempt", "exempt"),
    ("replaced", "replaced"),
]


class Migration(migrations.Migration):
    """What another system knew of check-ins is brought in; a grade that an import brought was given by nobody here."""

    dependencies = [
        ("accounts", "0010_tries_of_an_erasing_are_counted"),
        ("checkins", "0016_spreading_says_what_it_left"),
        ("team", "0008_people_have_second_factors"),
        ("workspaces", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="gradegiven",
            name="by",
            field=rounds.workspaces.models.WorkspaceForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="team.member",
            ),
        ),
        migrations.CreateModel(
            name="Brought",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("import_id", models.BigIntegerField()),
                ("last_on", models.DateField(null=True)),
                ("grade", models.TextField(default="")),
                ("next_on", models.DateField(null=True)),
                ("at", models.DateTimeField()),
                ("outcome", models.CharField(choices=OUTCOMES, default="", max_length=10)),
                (
                    "account",
                    rounds.workspaces.models.WorkspaceForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "check_in",
                    rounds.workspaces.models.WorkspaceForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="checkins.checkin",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "db_table": "check_in_brought",
                "indexes": [
                    models.Index(fields=["workspace", "id"], name="brought_and_waits", condition=Q(outcome="")),
                    models.Index(fields=["workspace", "import_id", "id"], name="brought_by_import"),
                    models.Index(
                        fields=["workspace", "check_in", "-id"],
                        name="brought_to_check_in",
                        condition=Q(check_in__isnull=False),
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="brought",
            constraint=models.UniqueConstraint(
                fields=("workspace", "account", "import_id"), name="brought_once_an_import"
            ),
        ),
        migrations.AddConstraint(
            model_name="brought",
            constraint=models.CheckConstraint(
                condition=Q(outcome__in=["", "replaced"], check_in__isnull=True)
                | Q(check_in__isnull=False) & ~Q(outcome__in=["", "replaced"]),
                name="what_was_brought_became_of_a_check_in",
            ),
        ),
        SecureTables(models=["Brought"], referred_to=False),
    ]
