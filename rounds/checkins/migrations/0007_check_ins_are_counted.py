from django.db import migrations

from rounds.workspaces.across import AcrossWorkspaces


class Migration(migrations.Migration):
    """PostgreSQL learns how many check-ins there are while a programme fills, whose keys it checks by plans made for a few."""

    dependencies = [
        ("checkins", "0006_whom_a_reach_out_was_written_to"),
        ("desk", "0019_a_past_is_kept_by_its_ticket"),
    ]

    operations = [
        AcrossWorkspaces(
            name="count_check_ins_anew",
            arguments="",
            returns="void",
            writes=True,
            body="ANALYZE check_in (workspace_id, account_id, ticket_id), ticket (workspace_id, account_id, recurs_by)",
        ),
    ]
