from django.db import migrations

from rounds.workspaces.across import AcrossWorkspaces


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0002_what_columns_look_like"),
        ("accounts", "0003_names_to_search_by"),
        ("desk", "0003_tickets_from_elsewhere"),
    ]

    operations = [
        AcrossWorkspaces(
            name="count_tables_anew",
            arguments="",
            returns="void",
            writes=True,
            body="""
            ANALYZE account (workspace_id), account_known_as (workspace_id), contact (workspace_id),
                contact_address (workspace_id), contact_known_as (workspace_id), asset (workspace_id),
                asset_known_as (workspace_id), ticket (workspace_id), ticket_known_as (workspace_id)
            """,
        ),
    ]
