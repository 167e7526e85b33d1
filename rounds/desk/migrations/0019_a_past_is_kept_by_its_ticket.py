from django.db import migrations, models


class Migration(migrations.Migration):
    """A row of a ticket's past asks for its workspace once, by the key of its ticket, which holds both."""

    dependencies = [
        ("desk", "0018_tickets_recur"),
    ]

    operations = [
        migrations.AlterField(
            model_name='pastchange',
            name='workspace',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=models.deletion.RESTRICT, related_name='+', to='workspaces.workspace'),
        ),
    ]
