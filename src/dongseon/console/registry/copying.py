"""Writing many rows at once with PostgreSQL's COPY, in the transaction under way."""

from collections.abc import Iterable, Sequence

from django.db import connection, models
from psycopg import sql


def write(
    table: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Add rows to a model's table. Other columns get the database's own values."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table._meta.db_table),  # noqa: SLF001  # Django's public name for it
        sql.SQL(", ").join(map(sql.Identifier, columns)),
    )
    with connection.cursor() as cursor, cursor.copy(statement) as stream:
        for row in rows:
            stream.write_row(row)
