"""Whether the console lives, serves and keeps up, for monitoring."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from dongseon.console.running import health
from dongseon.console.running.health import Metric


def value(name: str) -> float:
    """One figure, measured now."""
    return next(metric.value for metric in health.measure() if metric.name == name)


def defer(*, minutes_ago: float, status: str = "todo", due_in_min: float | None = None) -> None:
    """A job that was put into the queue so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at)"
            " VALUES ('default', 'test', %s, now() + %s) RETURNING id",
            (status, None if due_in_min is None else timedelta(minutes=due_in_min)),
        )
        (job_id,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - %s WHERE job_id = %s",
            (timedelta(minutes=minutes_ago), job_id),
        )


def test_the_process_lives_without_a_database() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_it_is_ready_when_the_database_answers() -> None:
    assert Client().get("/readyz").status_code == 200


@pytest.mark.django_db
def test_metrics_are_in_prometheus_text_format() -> None:
    answer = Client().get("/metrics")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    for line in text.splitlines():
        if not line.startswith("#"):
            name, number = line.split()
            assert name.startswith("dongseon_")
            float(number)
    for name in ("queue_lag_seconds", "clock_skew_seconds", "worker_silence_seconds"):
        assert f"\ndongseon_{name} " in text


@pytest.mark.django_db
def test_the_queue_s_lag_is_the_age_of_its_oldest_due_job() -> None:
    assert value("dongseon_queue_lag_seconds") == 0
    defer(minutes_ago=3)
    defer(minutes_ago=5)
    defer(minutes_ago=60, status="failed")
    assert value("dongseon_queue_lag_seconds") == pytest.approx(300, abs=5)
    assert value("dongseon_jobs_due") == 2
    assert value("dongseon_jobs_failed") == 1


@pytest.mark.django_db
def test_a_job_for_tomorrow_does_not_lag() -> None:
    defer(minutes_ago=60, due_in_min=24 * 60)
    assert value("dongseon_queue_lag_seconds") == 0
    assert value("dongseon_jobs_due") == 0


@pytest.mark.django_db
def test_a_job_that_became_due_lags_from_then_on() -> None:
    defer(minutes_ago=60, due_in_min=-2)
    assert value("dongseon_queue_lag_seconds") == pytest.approx(120, abs=5)


@pytest.mark.django_db
def test_clocks_of_one_machine_agree() -> None:
    assert abs(health.clock_skew_s()) < 0.5


@pytest.mark.django_db
def test_without_a_worker_its_silence_is_endless() -> None:
    assert health.written(Metric("m", "help", value("dongseon_worker_silence_seconds"))).endswith(
        "m +Inf\n"
    )
