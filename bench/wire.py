"""What goes over the wire: a forwarder between the browser and a server that counts bytes."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import CDPSession, Page


class Wire:
    """Bytes that a server has sent through a forwarder, headers and compression as they are."""

    def __init__(self, server: str) -> None:
        self._target = int(server.rsplit(":", 1)[1])
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.received = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                client, _ = self._listener.accept()
                target = socket.create_connection(("127.0.0.1", self._target))
                for one in (client, target):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._up, args=(client, target), daemon=True).start()
                threading.Thread(target=self._down, args=(target, client), daemon=True).start()

    def _up(self, client: socket.socket, target: socket.socket) -> None:
        for part in _parts(client):
            target.sendall(part)
        _shut(target)

    def _down(self, target: socket.socket, client: socket.socket) -> None:
        for part in _parts(target):
            self.received += len(part)
            with suppress(OSError):  # the browser has gone
                client.sendall(part)
        _shut(client)


@contextmanager
def wire(server: str) -> Iterator[Wire]:
    """A forwarder to a server."""
    one = Wire(server)
    yield one
    one.close()


class Messages:
    """Bytes of the messages that a page gets from its Streamlit server, uncompressed."""

    def __init__(self, page: Page) -> None:
        self.received = 0
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("Network.enable")
        self._session.on("Network.webSocketFrameReceived", self._count)

    def _count(self, event: dict[str, dict[str, str]]) -> None:
        data = event["response"]["payloadData"]  # base64
        self.received += 3 * len(data) // 4 - data[-2:].count("=")


def _parts(source: socket.socket) -> Iterator[bytes]:
    with suppress(OSError):
        while part := source.recv(65536):
            yield part


def _shut(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_WR)
