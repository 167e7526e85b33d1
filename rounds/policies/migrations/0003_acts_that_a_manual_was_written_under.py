import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("policies", "0002_keep_the_order_of_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="manual",
            name="acts",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True, size=None),
        ),
    ]
