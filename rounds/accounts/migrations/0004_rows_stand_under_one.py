import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Rows under a record ask for their workspace once, by the key of the record, which holds both."""

    dependencies = [
        ('accounts', '0003_names_to_search_by'),
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
