"""Whether the console lives, can serve, and keeps up: for supervisors and monitoring, never about anybody.

/healthz   the process answers
/readyz    it reaches its database; 503 while it does not
/metrics   queue, worker, clock and disk in Prometheus' text format
"""

import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

MEASURED_FOR_S = 2.0  # s that one measurement is handed out: asking often costs nothing

QUEUE = """
SELECT count(*) FILTER (WHERE status = 'todo'),
       count(*) FILTER (WHERE status = 'doing'),
       count(*) FILTER (WHERE status = 'failed'),
       coalesce(extract(epoch FROM now() - min(due) FILTER (WHERE status = 'todo')), 0)
FROM (SELECT status, greatest(
          coalesce(scheduled_at, '-infinity'),
          (SELECT max(at) FROM procrastinate_events
            WHERE job_id = job.id AND type IN ('deferred', 'deferred_for_retry'))) AS due
      FROM procrastinate_jobs AS job
      WHERE status IN ('todo', 'doing', 'failed')) AS jobs
WHERE due <= now() OR status <> 'todo'
"""
WORKERS = """
SELECT count(*), coalesce(extract(epoch FROM now() - max(last_heartbeat)), 'infinity')
FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 day'
"""


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure that monitoring reads."""

    name: str
    help: str
    value: float


class Measured:
    """The last measurement, kept for a moment."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._text = ""
        self._until_s = 0.0

    def text(self) -> str:
        """The figures; measured anew if the last ones are too old."""
        with self._lock:
            if time.monotonic() >= self._until_s:
                self._text = "".join(written(metric) for metric in measure())
                self._until_s = time.monotonic() + MEASURED_FOR_S
            return self._text


MEASURED = Measured()


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers, too."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok"})


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures."""
    try:
        text = MEASURED.text()
    except DatabaseError:
        return HttpResponse("# no database\n", status=503, content_type="text/plain")
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def measure() -> Iterator[Metric]:
    """All figures, measured now."""
    with connection.cursor() as cursor:
        cursor.execute(QUEUE)
        waiting, doing, failed, oldest_s = cursor.fetchone()
        cursor.execute(WORKERS)
        workers, heartbeat_s = cursor.fetchone()
    yield Metric("dongseon_jobs_due", "Jobs that could begin now", waiting)
    yield Metric("dongseon_jobs_doing", "Jobs that a worker has begun", doing)
    yield Metric("dongseon_jobs_failed", "Jobs that have been given up", failed)
    yield Metric(
        "dongseon_queue_lag_seconds", "How long the oldest due job has been waiting", oldest_s
    )
    yield Metric("dongseon_workers", "Workers that were alive in the last day", workers)
    yield Metric("dongseon_worker_silence_seconds", "Since a worker's last heartbeat", heartbeat_s)
    yield Metric(
        "dongseon_clock_skew_seconds", "The database's clock minus this machine's", clock_skew_s()
    )
    free = shutil.disk_usage(settings.DATA).free
    yield Metric("dongseon_disk_free_bytes", "Room left where the data folder is", free)


def clock_skew_s() -> float:
    """The database's clock minus ours, s; off by at most half the time that asking takes."""
    before = datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
    ours = before + (datetime.now(UTC) - before) / 2
    return float((theirs - ours).total_seconds())


def written(metric: Metric) -> str:
    """One figure in Prometheus' text format."""
    value = format(float(metric.value), ".6g").replace("inf", "+Inf")
    return (
        f"# HELP {metric.name} {metric.help}\n# TYPE {metric.name} gauge\n{metric.name} {value}\n"
    )
