"""Even the owner of the tables changes nothing in the log by a slip; on purpose they must say so first."""

from django.db import migrations

TABLES = ("audit_entry", "audit_leaf", "audit_node", "audit_head")

REFUSE = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log of acts is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$
"""
ROWS = """
CREATE TRIGGER {0}_append_only BEFORE UPDATE OR DELETE ON {0}
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()
"""
TABLE = """
CREATE TRIGGER {0}_never_emptied BEFORE TRUNCATE ON {0}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION audit_refuse()"),
        *(
            migrations.RunSQL(
                [ROWS.format(table), TABLE.format(table)],
                [
                    f"DROP TRIGGER {table}_append_only ON {table}",
                    f"DROP TRIGGER {table}_never_emptied ON {table}",
                ],
            )
            for table in TABLES
        ),
    ]
