"""Jobs of dead workers are begun again, and given up when they have taken several workers with them."""

import asyncio
import time

import pytest
from procrastinate import App, JobContext
from procrastinate.testing import InMemoryConnector

from dongseon.console.running import jobs


async def left_behind(attempts: int, *, worker_lives: bool) -> str:
    """What becomes of a job that a worker had begun, after so many attempts."""
    queue = InMemoryConnector()
    app = App(connector=queue)

    @app.task(name="test.work")
    def work() -> None:
        """Never run here."""

    async with app.open_async():
        job_id = await work.defer_async()
        worker_id = await app.job_manager.register_worker()
        job = await app.job_manager.fetch_job(queues=None, worker_id=worker_id)
        assert job is not None
        queue.jobs[job_id]["attempts"] = attempts
        if not worker_lives:
            del queue.workers[worker_id]
        context = JobContext(
            app=app, job=job, start_timestamp=time.time(), abort_reason=lambda: None
        )
        await jobs.retry_stalled.func(context, timestamp=0)
        return str(queue.jobs[job_id]["status"])


def test_a_job_of_a_dead_worker_is_begun_again() -> None:
    assert asyncio.run(left_behind(0, worker_lives=False)) == "todo"


def test_a_job_of_a_living_worker_is_left_to_it() -> None:
    assert asyncio.run(left_behind(0, worker_lives=True)) == "doing"


@pytest.mark.parametrize("attempts", [jobs.MOST_ATTEMPTS, jobs.MOST_ATTEMPTS + 1])
def test_a_job_that_took_several_workers_with_it_is_given_up(attempts: int) -> None:
    assert asyncio.run(left_behind(attempts, worker_lives=False)) == "failed"
