"""What the application's role may do in the database, said anew after every migration.

The tables belong to the owner's role, which only migrations use. The application may read and write
all of them, but of the log of acts it can neither change nor remove anything.
"""

from psycopg import Connection, sql

ADD_ONLY = (
    "audit_entry",
    "audit_leaf",
    "audit_node",
    "audit_head",
    "policy_row",
    "retention_report",
    "figures_report",
)  # rows are added, and that is all
UNCHANGED = ("laboratory_event", "laboratory_kitstep")  # added, and removed by retention alone


def grant(connection: Connection, application: str) -> None:
    """Give the application's role its rights; called as the owner, in one transaction."""
    role = sql.Identifier(application)
    for statement in (
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}",
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}",
    ):
        connection.execute(sql.SQL(statement).format(role))
    for table in ADD_ONLY:
        connection.execute(
            sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(table), role)
        )
    for table in UNCHANGED:
        connection.execute(
            sql.SQL("REVOKE UPDATE ON {} FROM {}").format(sql.Identifier(table), role)
        )
