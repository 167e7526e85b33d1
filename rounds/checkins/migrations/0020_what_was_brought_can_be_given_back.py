from django.db import migrations, models

OUTCOMES = [
    ("taken", "taken"),
    ("back", "back"),
    ("begun", "begun"),
    ("anew", "anew"),
    ("changed", "changed"),
    ("a round", "a round"),
    ("a day", "a day"),
    ("exempt", "exempt"),
    ("replaced", "replaced"),
]


class Migration(migrations.Migration):
    """How a check-in stood before it took what an import brought is kept, so that it can stand so again."""

    dependencies = [("checkins", "0019_their_past_may_name_a_programme")]

    operations = [
        migrations.AddField(model_name="brought", name="was", field=models.JSONField(null=True)),
        migrations.AddField(model_name="brought", name="version", field=models.PositiveIntegerField(null=True)),
        migrations.AlterField(
            model_name="brought",
            name="outcome",
            field=models.CharField(choices=OUTCOMES, default="", max_length=10),
        ),
    ]
