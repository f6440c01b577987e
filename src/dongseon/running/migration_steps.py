"""The process that migrates. It says how many steps there are; then Django tells of each."""

import sys
from collections.abc import Sequence

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def main(words: Sequence[str]) -> None:
    """Say `steps N`, then migrate; with `--count` only say it."""
    django.setup()
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    sys.stdout.write(f"steps {len(plan)}\n")
    if "--count" not in words:
        call_command("migrate", interactive=False, verbosity=1, no_color=True)


if __name__ == "__main__":
    main(sys.argv[1:])
