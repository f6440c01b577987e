"""The process that does the jobs: procrastinate's worker over Django."""

import asyncio
from collections.abc import Sequence

import django
from procrastinate.contrib.django import procrastinate_app
from procrastinate.contrib.django.django_connector import DjangoConnector

from dongseon.console.running import warming

AT_ONCE = 2  # jobs; they wait for the database most of the time
GRACE_S = 10.0  # s that a job has to finish when the console stops; then it is done again later


async def work() -> None:
    """Do jobs until SIGTERM."""
    # A second app over the same tasks: what a job defers goes over Django's connection and belongs
    # to the job's own transaction. With `replace_connector` it would not.
    worker = procrastinate_app.app.with_connector(DjangoConnector().get_worker_connector())
    async with worker.open_async():
        await worker.run_worker_async(
            concurrency=AT_ONCE,
            shutdown_graceful_timeout=GRACE_S,
            delete_jobs="successful",  # what a job did is in the audit
        )


def main(words: Sequence[str]) -> None:
    """Run the worker."""
    django.setup()
    warming.begin()
    asyncio.run(work())
