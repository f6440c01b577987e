"""The same questions on a real Spark cluster, one master and two workers, give exactly the same rows.

Through the lake, and through a holder that asks the cluster.
"""

import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.holder import live
from tests.holder.makers import make_data, make_lake
from tests.mandate import cast

from dongseon import lake

from .makers import NOW, connections_file, days, visits_file

HOST = "127.0.0.1"
START_S = 300  # for the cluster to be up; ten on a quiet machine
ANSWER_S = 600  # for all questions; a busy machine takes a minute
ASKING = Path(__file__).with_name("asking.py")
JAVA = 17


def java_version() -> int:
    """The major version of the Java on the path, 0 without any."""
    java = shutil.which("java")
    if java is None:
        return 0
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    return int(found.group(1)) if found else 0


def spark_home() -> Path:
    """The folder of pyspark, which holds a whole Spark; skips the test without it, or without Java."""
    found = importlib.util.find_spec("pyspark")
    if found is None or found.origin is None:
        pytest.skip("pyspark is not installed (scripts/setup_spark): Spark is not tried")
    if java_version() < JAVA:
        pytest.skip(f"no Java {JAVA} on the path (openjdk-17-jre-headless): Spark is not tried")
    return Path(found.origin).parent


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a standalone cluster of one master and two workers."""
    home = spark_home()
    folder = tmp_path_factory.mktemp("spark")
    port = free_port()
    address = f"spark://{HOST}:{port}"
    package = "org.apache.spark.deploy"
    ports = ["--host", HOST, "--webui-port", "0"]
    commands = [
        [f"{package}.master.Master", *ports, "--port", str(port)],
        *(
            [f"{package}.worker.Worker", *ports, "--cores", "1", "--memory", "1g",
             "--work-dir", str(folder / f"worker{n}"), address]
            for n in range(2)
        ),
    ]  # fmt: skip
    logs = [folder / f"{n}.log" for n in range(len(commands))]
    running = []
    try:
        for command, log in zip(commands, logs, strict=True):
            with log.open("wb") as out:
                running.append(
                    subprocess.Popen(
                        [str(home / "bin/spark-class"), *command],
                        env=environment(home), stdout=out, stderr=subprocess.STDOUT,
                    )
                )  # fmt: skip
        wait_for(logs[0], "Registering worker", times=2)
        yield address
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=30)


def environment(home: Path) -> dict[str, str]:
    return os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_DAEMON_MEMORY": "256m",
        "PYSPARK_PYTHON": sys.executable,
    }


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])


def wait_for(log: Path, text: str, *, times: int) -> None:
    until = time.monotonic() + START_S
    while not log.exists() or log.read_text(errors="replace").count(text) < times:
        assert time.monotonic() < until, f"no cluster: {log.read_text(errors='replace')[-2000:]}"
        time.sleep(0.2)


@pytest.mark.slow
def test_a_cluster_gives_the_same_rows_as_duckdb(cluster: str, tmp_path: Path) -> None:
    folder = tmp_path / "lake"
    lake.create(folder, timezone="Asia/Seoul")
    batches = days(60, 4)
    files = [visits_file(tmp_path / f"{n}/visits.parquet", day) for n, day in enumerate(batches)]
    files.append(connections_file(tmp_path / "base_station.csv", batches[1]))
    list(lake.ingest(folder, files, now=NOW))
    for engine, master in (("duckdb", ""), ("spark", cluster)):
        done = subprocess.run(
            [sys.executable, str(ASKING), str(folder), engine, master, str(tmp_path / engine)],
            env=environment(spark_home()), capture_output=True, text=True, timeout=ANSWER_S,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-4000:]
    names = sorted(path.name for path in (tmp_path / "duckdb").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "spark").iterdir())
    rows = 0
    for name in names:
        ours, theirs = (pq.read_table(tmp_path / engine / name) for engine in ("duckdb", "spark"))
        assert ours.schema.equals(theirs.schema), name
        assert ours.equals(theirs), name
        rows += len(ours)
    assert rows > 500


@pytest.mark.slow
def test_a_holder_answers_from_a_cluster_as_from_duckdb(cluster: str, tmp_path: Path) -> None:
    folder = make_lake(tmp_path, live.MOVED)
    answers = []
    for engine in ("duckdb", "spark"):
        one = live.Live(
            folder,
            make_data(tmp_path / engine),
            live.free_port(),
            more=(
                *("--engine", engine, "--longest", str(ANSWER_S)),
                *(["--master", cluster] * (engine == "spark")),
            ),
            environment=environment(spark_home()) if engine == "spark" else {},
        )
        one.start()
        try:
            answers.append(asked(one))
        finally:
            one.stop()
    (person, areas), (other_person, other_areas) = answers
    assert person.equals(other_person)
    assert len(person) > 1
    hidden = ["area", "kind", "place_id", "start_utc", "end_utc"]  # tokens are drawn anew
    first, second = (
        table.select(hidden).sort_by([(name, "ascending") for name in hidden])
        for table in (areas, other_areas)
    )
    assert first.equals(second)
    assert len(first) == 20


def asked(holder: live.Live) -> list[pa.Table]:
    """A person's and an area's answers."""
    for who in cast.CAST:
        assert holder.call("POST", "/v1/enrolments", live.enrolment(who)).status == 204
    answers = []
    for request in map(live.today, (cast.PERSON, cast.PRESENCE)):
        body = cast.sign(request)
        holder.submit(body)
        until = time.monotonic() + ANSWER_S
        while not (said := holder.fetch(request, body, "").json)["ready"]:
            assert said["state"] in ("accepted", "answered"), said  # answered: receipt to be signed
            assert time.monotonic() < until
            time.sleep(0.2)
        answers.append(pa.ipc.open_stream(holder.fetch(request, body).body).read_all())
    return answers
