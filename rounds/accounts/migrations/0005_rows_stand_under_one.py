import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Rows under a record ask for their workspace once, by the key of the record, which holds both."""

    dependencies = [
        ("accounts", "0004_firms_have_a_time_zone"),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='accountknownas',
            name='workspace',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace'),
        ),
        migrations.AlterField(
            model_name='assetknownas',
            name='workspace',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace'),
        ),
        migrations.AlterField(
            model_name='contactaddress',
            name='workspace',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace'),
        ),
        migrations.AlterField(
            model_name='contactknownas',
            name='workspace',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace'),
        ),
    ]
