"""The rules that the site begins with, and a log that can only grow."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from dongseon.public.alerts.first_rows import FIRST_ROWS

ONLY_ADDED = """
CREATE FUNCTION alerts_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% can only be added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER alerts_event_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON alerts_event
    FOR EACH STATEMENT EXECUTE FUNCTION alerts_only_added();
CREATE TRIGGER alerts_rulerow_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON alerts_rulerow
    FOR EACH STATEMENT EXECUTE FUNCTION alerts_only_added();
"""
BACK = """
DROP TRIGGER alerts_rulerow_only_added ON alerts_rulerow;
DROP TRIGGER alerts_event_only_added ON alerts_event;
DROP FUNCTION alerts_only_added();
"""


def write_rules(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Write the first rules."""
    model = apps.get_model("alerts", "RuleRow")
    for row in FIRST_ROWS:
        model.objects.create(**row._asdict())


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial")]
    operations = [
        migrations.RunPython(write_rules, migrations.RunPython.noop),
        migrations.RunSQL(ONLY_ADDED, BACK),
    ]
