"""Jobs about jobs: begin again what a dead worker left, and forget what is long over.

A worker tells the database every 10 s that it lives. Jobs of one that is silent for 30 s are begun
again; so every job must bear being done twice. One that has taken several workers with it is given up,
and stands in `/metrics` as failed.
"""

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

MOST_ATTEMPTS = 5  # of one job, each ended by the death of its worker
KEPT_H = 14 * 24  # h that a job which failed can be looked at


@app.periodic(cron="* * * * *")
@app.task(name="running.retry_stalled", queueing_lock="running.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Begin again the jobs of workers that have died."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        if job.attempts >= MOST_ATTEMPTS:
            await jobs.finish_job(job, Status.FAILED, delete_job=False)
        else:
            await jobs.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(name="running.forget_old", queueing_lock="running.forget_old", pass_context=True)
async def forget_old(context: JobContext, timestamp: int) -> None:
    """Remove jobs that are long over; those that did what they should are removed at once."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEPT_H, include_failed=True, include_cancelled=True, include_aborted=True
    )
