"""The ends of connections: what waits to be sent, and bytes handed through, a bounded number under way."""

import socket
from dataclasses import dataclass, field

PIECE = 64 * 2**10  # bytes read at a time, and at most under way in each direction


@dataclass(slots=True, eq=False)
class End:
    """One end of a connection: a reader's, or that to the processes behind."""

    socket: socket.socket
    active_s: float  # monotonic, of the last byte either way
    is_reader: bool = True
    other: "End | None" = None  # where its bytes go; None: requests are answered here
    out: bytearray = field(default_factory=bytearray)  # what it has not taken yet
    closing: bool = False  # to be closed once `out` is taken
    watched: int = 0  # what the loop waits for

    def wants_in(self) -> bool:
        """Whether bytes from it can be taken: only as long as they get away again."""
        if self.closing:
            return False
        return not self.out if self.other is None else not self.other.out

    def push(self) -> bool:
        """Send what waits, as far as it is taken. False if the connection is over."""
        while self.out:
            try:
                sent = self.socket.send(self.out)
            except BlockingIOError:
                return True
            except OSError:
                return False
            del self.out[:sent]
        return not self.closing

    def carry(self, other: "End") -> bool:
        """Hand on what has come. False if the connection is over.

        A reader who says nothing more has left; the processes behind have answered, and the answer
        still gets to the reader.
        """
        try:
            data = self.socket.recv(PIECE)
        except BlockingIOError:
            return True
        except OSError:
            return False
        if not data and self.is_reader:
            return False
        other.out += data
        other.closing = other.closing or not data
        return other.push()
