"""A firm may lie in another zone than the team: its check-ins open on its own mornings."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_names_to_search_by")]

    operations = [
        migrations.AddField(model_name="account", name="zone", field=models.TextField(default="", db_default="")),
    ]
