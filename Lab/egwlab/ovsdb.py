"""A small OVSDB client (RFC 7047): enough to see a row change within a millisecond.

`ovn-nbctl wait-until` is exact, but it starts a process a question, and it cannot say when
something happened that happened before it was asked.
"""

import codecs
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import LabError


class Connection:
    """One JSON-RPC connection to an ovsdb-server's Unix socket."""

    def __init__(self, path: Path):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(str(path))
        self._calls = 0

    def close(self) -> None:
        """Ends the connection, also under a thread that reads from it."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:  # the server went first
            pass
        self._socket.close()

    def send(self, method: str, *parameters: object) -> int:
        """Sends a request; its number."""
        self._calls += 1
        self._write({"method": method, "params": parameters, "id": self._calls})
        return self._calls

    def _write(self, message: dict) -> None:
        self._socket.sendall(json.dumps(message).encode())

    def messages(self) -> Iterator[dict]:
        """Every message as it arrives, until the connection ends. Echo requests are answered here."""
        decoder, utf8, text = json.JSONDecoder(), codecs.getincrementaldecoder("utf-8")(), ""
        while True:
            try:
                chunk = self._socket.recv(65536)
            except OSError:
                return
            if not chunk:
                return
            text += utf8.decode(chunk)
            while text:
                try:
                    message, end = decoder.raw_decode(text)
                except json.JSONDecodeError:
                    break
                text = text[end:].lstrip()
                if message.get("method") == "echo":
                    self._write({"result": message["params"], "error": None, "id": message["id"]})
                else:
                    yield message


@dataclass(frozen=True)
class Change:
    """One column of one row had a new value when this process read of it."""

    at: int
    """Monotonic nanoseconds."""
    key: str
    value: str


class Monitor:
    """Follows one column of one table: what it is for each key, and when it became so."""

    def __init__(self, path: Path, database: str, table: str, key: str, column: str):
        self._connection = Connection(path)
        self._table, self._key, self._column = table, key, column
        self._news = threading.Condition()
        self.changes: list[Change] = []
        self.values: dict[str, str] = {}
        self._ended = False
        request = {table: [{"columns": [key, column]}]}
        self._first = self._connection.send("monitor", database, None, request)
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def __enter__(self) -> "Monitor":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._thread.join()

    def _follow(self) -> None:
        for message in self._connection.messages():
            now = time.monotonic_ns()
            if message.get("id") == self._first:
                rows = message["result"]
            elif message.get("method") == "update":
                rows = message["params"][1]
            else:
                continue
            with self._news:
                for row in rows.get(self._table, {}).values():
                    self._note(now, row)
                self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()

    def _note(self, now: int, row: dict) -> None:
        if "new" not in row:
            self.values.pop(row["old"][self._key], None)
            return
        key, value = row["new"][self._key], row["new"][self._column]
        # A column that may be empty is a set on the wire: ["set", []] is no value.
        value = value if isinstance(value, str) else ""
        if self.values.get(key) != value:
            self.values[key] = value
            self.changes.append(Change(now, key, value))

    def wait(self, what: str, holds: Callable[[dict[str, str]], bool], limit: float) -> None:
        """Waits until `holds` of the values. Raises LabError, with the values, after `limit` s."""
        with self._news:
            if not self._news.wait_for(lambda: self._ended or holds(self.values), limit):
                raise LabError(f"gave up after {limit:g} s waiting for {what}: {self.values}")
            if self._ended and not holds(self.values):
                raise LabError(f"the database went away while waiting for {what}")

    def when(self, key: str, value: str, since: int) -> int | None:
        """The first time after `since` that `key` became `value`, in monotonic nanoseconds."""
        with self._news:
            found = [c.at for c in self.changes if (c.key, c.value) == (key, value)]
        return next((at for at in found if at >= since), None)
