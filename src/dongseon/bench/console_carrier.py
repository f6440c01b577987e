"""A simulated carrier of text messages, in a process of its own: what a phone got, it got.

It speaks the form of `console.messages.gateways.over_http`. A message is passed on once for its id; what
was passed on is in a file before the answer goes out. Some answers are lost on purpose: the sender must
offer again, and the phone must not ring again.

    python -m dongseon.bench.console_carrier PORT FILE LOST   (LOST: one answer in so many; 0: none)
"""

import json
import sys
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any


@dataclass(slots=True)
class Phones:
    """What all phones got."""

    file: IO[str]
    lost: int  # one answer in so many is lost
    passed_on: set[str] = field(default_factory=set)
    requests: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    receipts: dict[str, str] = field(default_factory=dict)

    def take(self, messages: list[dict[str, str]]) -> bool:
        """Pass on what is new; whether the answer goes out."""
        with self.lock:
            for message in messages:
                if message["id"] in self.passed_on:
                    continue
                self.passed_on.add(message["id"])
                self.receipts[message["id"]] = "delivered"
                got = {"id": message["id"], "to": message["to"], "at_s": time.time()}
                self.file.write(json.dumps(got) + "\n")
            self.file.flush()
            self.requests += 1
            return not self.lost or self.requests % self.lost > 0


def serve(port: int, file: Path, lost: int) -> None:
    """Take messages until the process is ended."""
    phones = Phones(file.open("a", encoding="utf-8"), lost)

    class Handler(BaseHTTPRequestHandler):
        """One request."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Receipts that were not noted yet."""
            with phones.lock:
                told = list(phones.receipts.items())[:1000]
            said = [{"reference": name, "receipt": receipt} for name, receipt in told]
            self.answer({"receipts": said})

        def do_POST(self) -> None:
            """Messages, or receipts that were noted."""
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path.endswith("/noted"):
                with phones.lock:
                    for reference in told["references"]:
                        phones.receipts.pop(reference, None)
                self.answer({})
            elif phones.take(told["messages"]):
                answers = [{"id": one["id"], "answer": "taken"} for one in told["messages"]]
                self.answer({"answers": answers})
            else:
                self.close_connection = True  # taken, and the sender never hears of it

        def answer(self, said: dict[str, Any]) -> None:
            """Send JSON."""
            body = json.dumps(said).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # the base's own
            """Say nothing."""

    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
