import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Rows under a ticket ask for their workspace once, by the key of the ticket, which holds both."""

    dependencies = [
        ("desk", "0020_messages_say_what_is_known_of_their_sender"),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='answerwaiting',
            name='workspace',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace'),
        ),
        migrations.AlterField(
            model_name='hold',
            name='workspace',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace'),
        ),
        migrations.AlterField(
            model_name='message',
            name='workspace',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace'),
        ),
        migrations.AlterField(
            model_name='party',
            name='workspace',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace'),
        ),
        migrations.AlterField(
            model_name='ticketknownas',
            name='workspace',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace'),
        ),
    ]
