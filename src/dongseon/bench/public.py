"""`dongseon bench public`: the dashboard from memory against nginx sending the same bytes from disk.

Both run on this machine with two processes that answer (behind ours wait two that would compute), without access
logs, in alternating rounds; wrk asks with one thread over 32 lasting connections for the page in Brotli,
the same bytes from both. Ours sends some 500 bytes of headers more: policy, ETag, language. The ratio is the median
of the rounds' ratios: what else the machine does at the time falls on both.
"""

import re
import shutil
import signal
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urljoin

from dongseon.bench import public_release
from dongseon.errors import InvalidInput
from dongseon.public.running import home, supervisor
from dongseon.running.keeping import Listening, Stopping

Progress = Callable[[int, int, str], None]
ROUNDS = 7
SECONDS = 3  # s of one round
TRIES = 4  # a round in which a page was not in memory yet is asked again
CONNECTIONS = 32
PROCESSES = 2
SITE_PORT, NGINX_PORT = 18740, 18741
PATH = "/ko/figures/"
ENCODING = "br"
NEEDED = {"wrk": "wrk", "nginx": "nginx-light"}  # program → Debian's package
FIGURE = re.compile(r"Requests/sec:\s+([\d.]+)")
FIRST_LOAD = re.compile(rb'(?:href|src)="(/static/[^"]+\.(?:css|js|svg))"')
IMPORTED = re.compile(rb"@import\s+(?:url\()?[\"']?([^\"')\s;]+)")
TAKEN = "gzip, deflate, br"  # what browsers take
NGINX = """worker_processes {processes}; daemon off; pid {folder}/nginx.pid; error_log /dev/null;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; default_type text/html;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e; open_file_cache max=100;
  server {{ listen 127.0.0.1:{port}; root {folder}/www;
    location = /page {{ add_header Content-Encoding {encoding}; add_header Vary Accept-Encoding; }} }} }}
"""


def run(*, progress: Progress | None = None) -> dict[str, float]:
    """One flat table. Raises InvalidInput if wrk or nginx is missing."""
    told = progress or (lambda *_: None)
    programs = found_programs()
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="bench-public-")))
        folder.chmod(0o755)  # database and nginx run as others
        told(0, ROUNDS + 1, "starting the site")
        site = closing.enter_context(served(folder / "site"))
        page, headers = fetch(f"{site}{PATH}")
        closing.enter_context(nginx(folder / "nginx", page, programs["nginx"]))
        subprocess.run(  # noqa: S603  # found above; until every process has the page in memory
            [
                programs["wrk"],
                "-t1",
                f"-c{CONNECTIONS}",
                "-d3s",
                "-H",
                f"Accept-Encoding: {ENCODING}",
                f"{site}{PATH}",
            ],
            capture_output=True,
            check=True,
        )
        ours, theirs = [], []
        for number in range(ROUNDS):
            told(number + 1, ROUNDS + 1, "asking both in turn")
            ours.append(asked(programs["wrk"], f"{site}{PATH}"))
            theirs.append(asked(programs["wrk"], f"http://127.0.0.1:{NGINX_PORT}/page"))
        ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
        return {
            "requests_per_second": statistics.median(ours),
            "nginx_requests_per_second": statistics.median(theirs),
            "times_nginx": statistics.median(ratios),
            "times_nginx_low": min(ratios),
            "times_nginx_high": max(ratios),
            "not_modified": float(not_modified(f"{site}{PATH}", headers["etag"])),
            "page_bytes": float(len(page)),
            "first_load_bytes": float(first_load(site)),
        }


def found_programs() -> dict[str, str]:
    """Where wrk and nginx are. Raises InvalidInput naming what is missing."""
    found = {name: shutil.which(name) or shutil.which(f"/usr/sbin/{name}") for name in NEEDED}
    missing = [NEEDED[name] for name, path in found.items() if path is None]
    if missing:
        raise InvalidInput(
            f"bench public needs {' and '.join(missing)} (on Debian: apt-get install -y "
            f"{' '.join(missing)})"
        )
    return {name: path for name, path in found.items() if path is not None}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A public site with a release; its address."""
    place = home.make(folder)
    place.trusted.write_text(f"{public_release.PUBLIC}\n", "ascii")
    listening = Listening("127.0.0.1", SITE_PORT, PROCESSES, over_tls=False)
    silent = (lambda *_: None, lambda *_: None)
    with (
        supervisor.opened(place, listening, None, *silent) as running,
        (folder / "log").open("wb") as log,
    ):
        running.start(log)
        running.wait_until_ready(Stopping())
        public_release.hand_over(f"{listening.url}releases")
        yield listening.url.rstrip("/")


@contextmanager
def nginx(folder: Path, page: bytes, program: str) -> Iterator[None]:
    """Nginx with the same bytes in a file."""
    (folder / "www").mkdir(parents=True)
    (folder / "www" / "page").write_bytes(page)
    for path in (folder.parent, folder, folder / "www"):
        path.chmod(0o755)
    config = folder / "nginx.conf"
    config.write_text(
        NGINX.format(processes=PROCESSES, folder=folder, port=NGINX_PORT, encoding=ENCODING)
    )
    with subprocess.Popen([program, "-c", str(config)]) as process:  # noqa: S603  # found above
        try:
            until_answers(f"http://127.0.0.1:{NGINX_PORT}/page")
            yield
        finally:
            process.send_signal(signal.SIGTERM)


def until_answers(url: str) -> None:
    """Wait for a page. Raises InvalidInput if it does not come."""
    for _ in range(100):
        try:
            fetch(url)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise InvalidInput(f"{url}: nobody answers")


def fetch(url: str, **headers: str) -> tuple[bytes, Mapping[str, str]]:
    """A page as it is sent, compressed, and its headers."""
    sent = {"Accept-Encoding": ENCODING} | {k.replace("_", "-"): v for k, v in headers.items()}
    asked_for = urllib.request.Request(url, headers=sent)  # noqa: S310  # our own address
    with urllib.request.urlopen(asked_for, timeout=30) as answer:  # noqa: S310  # the same
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def not_modified(url: str, etag: str) -> bool:
    """Whether who has the page is told so."""
    try:
        fetch(url, If_None_Match=etag)
    except urllib.error.HTTPError as answer:
        return answer.code == 304
    return False


def asked(program: str, url: str) -> float:
    """Requests a second over one round in which every answer was the page."""
    words = ["-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H", f"Accept-Encoding: {ENCODING}", url]
    for _ in range(TRIES):
        done = subprocess.run([program, *words], capture_output=True, text=True, check=True)  # noqa: S603
        found = FIGURE.search(done.stdout)
        if found is not None and "Non-2xx" not in done.stdout:
            return float(found[1])
    raise InvalidInput(f"{url}: {done.stdout.strip()}")


def first_load(site: str) -> int:
    """Bytes of a phone's first visit to the dashboard: the page, its styles and scripts, as a browser takes them.

    A phone is sent no font. Chromium, asked for the same page, adds some 2 kB of headers.
    """
    page, _headers = fetch(f"{site}{PATH}")
    plain, _headers = fetch(f"{site}{PATH}", Accept_Encoding="identity")
    files = {name.decode() for name in FIRST_LOAD.findall(plain)}
    for name in [each for each in files if each.endswith(".css")]:
        style, _headers = fetch(f"{site}{name}", Accept_Encoding="identity")
        files |= {urljoin(name, found.decode()) for found in IMPORTED.findall(style)}
    return len(page) + sum(len(fetch(f"{site}{name}", Accept_Encoding=TAKEN)[0]) for name in files)
