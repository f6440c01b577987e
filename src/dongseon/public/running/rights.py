"""What the application's role may do in the database, said anew after every migration."""

from psycopg import Connection, sql


def grant(connection: "Connection[tuple[object, ...]]", *, application: str) -> None:
    """Give the application's role its rights; called as the owner, in one transaction."""
    role = sql.Identifier(application)
    for statement in (
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}",
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}",
    ):
        connection.execute(sql.SQL(statement).format(role))
