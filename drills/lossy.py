"""A proxy that loses answers: the server has done its work, and the client never hears of it."""

import random
import socket
from threading import Lock, Thread

CHUNK = 65_536


class LossyProxy:
    """Stands before a server on this machine. `loss` is the share of answers that are cut off before their first
    byte; `seed` makes a run repeatable as far as threads allow."""

    def __init__(self, host: str, port: int, *, loss: float, seed: int) -> None:
        self.behind, self.loss = (host, port), loss
        self.lost = 0
        self._chance, self._lock = random.Random(seed), Lock()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]

    def __enter__(self) -> "LossyProxy":
        Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._door.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.create_connection(self.behind) as server:
            Thread(target=_pump, args=(client, server), daemon=True).start()
            answer = server.recv(CHUNK)
            if self._loses():
                # Closing alone would leave the client waiting for its time-out.
                client.shutdown(socket.SHUT_RDWR)
                return
            while answer:
                client.sendall(answer)
                answer = server.recv(CHUNK)

    def _loses(self) -> bool:
        with self._lock:
            lost = self._chance.random() < self.loss
            self.lost += lost
            return lost


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(CHUNK):
            target.sendall(data)
    except OSError:
        return
