"""RED-04: what two servers could read differently is sent through nginx. The samples of `deploy/` let none through.

    python -m drills.smuggling             # exit 0: nginx takes the samples, no hidden request passes
    python -m drills.smuggling --broken    # a proxy that leaves out one of two lengths; exit 0: caught

Needs nginx on the PATH. gunicorn as in `deploy/`, with an application that says what it was asked; takes some seconds.
"""

import argparse
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

HOST, DEPLOY = "clinic.example", Path("deploy")
PAIRS = 100
UP_WITHIN_SECONDS = 30
# Each hides `GET /smuggled` from whoever reads the length of the body otherwise.
HIDDEN = b"GET /smuggled HTTP/1.1\r\nHost: clinic.example\r\n\r\n"
PROBES: dict[str, bytes] = {
    "CL.TE": b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n%b",
    "TE.CL": b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n%x\r\n%b\r\n0\r\n\r\n",
    "TE.TE": b"Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n\r\n%b",
    "two lengths": b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n%b",
    "bad chunk": b"Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n%b",
    "folded line": b"Transfer-Encoding:\r\n chunked\r\nContent-Length: %d\r\n\r\n0\r\n\r\n%b",
    "space before the colon": b"Transfer-Encoding : chunked\r\nContent-Length: %d\r\n\r\n0\r\n\r\n%b",
    "bare line feed": b"Content-Length: 0\nTransfer-Encoding: chunked\n\n%b",
    "plus in the length": b"Content-Length: +0\r\n\r\n%b",
}
CODING = re.compile(rb"^transfer-encoding[^\n]*\n", re.IGNORECASE | re.MULTILINE)
APPLICATION = """
def application(environ, start_response):
    body = environ["wsgi.input"].read()
    with open({seen!r}, "a") as seen:
        seen.write(environ["PATH_INFO"] + "\\n")
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]
"""


def ours(folder: Path, port: int) -> str:
    """The samples, with files and ports of this drill in place of the server's."""
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for sample, here in (
        ("/run/journey/web.sock", f"{folder}/web.sock"),
        ("/var/log/nginx/", f"{folder}/"),
        ("/etc/letsencrypt/live/clinic.example/", f"{folder}/"),
        ("/etc/nginx/journey-proxy.conf", str((DEPLOY / "journey-proxy.conf").resolve())),
        # One machine asks here as fast as it can; what the limits do is not tried.
        ("rate=20r/s", "rate=10000r/s"),
        ("burst=60", "burst=10000"),
    ):
        text = text.replace(sample, here)
    text = re.sub(r"listen 443 ssl", f"listen 127.0.0.1:{port} ssl", text)
    text = re.sub(r"listen 80", f"listen 127.0.0.1:{free_port()}", text)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{each}_temp_path {folder}/{each};\n" for each in kinds)
    return (
        f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\n{temporary}{text}\n}}\n"
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def certificate(folder: Path) -> None:
    command = (
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
        "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem",
    )  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)


def wait_for(door: int | Path) -> None:
    until = time.monotonic() + UP_WITHIN_SECONDS
    while time.monotonic() < until:
        try:
            if isinstance(door, int):
                socket.create_connection(("127.0.0.1", door), timeout=1).close()
            else:
                with socket.socket(socket.AF_UNIX) as caller:
                    caller.connect(str(door))
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nobody listens at {door}")


@contextmanager
def running(*command: object) -> Iterator[None]:
    process = subprocess.Popen([str(each) for each in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(40)


@contextmanager
def blind_proxy(behind: Path) -> Iterator[int]:
    """The proxy of `--broken`: of two lengths it takes one, and passes the rest on as it came."""
    door = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                caller, _ = door.accept()
            except OSError:
                return
            with caller, socket.socket(socket.AF_UNIX) as server:
                server.connect(str(behind))
                server.settimeout(2)
                server.sendall(CODING.sub(b"", caller.recv(65_536)))
                try:
                    while answer := server.recv(65_536):
                        caller.sendall(answer)
                except OSError:
                    continue

    Thread(target=serve, daemon=True).start()
    try:
        yield int(door.getsockname()[1])
    finally:
        door.close()


def ask(port: int, request: bytes, *, tls: bool) -> bytes:
    """Everything that comes back until the server closes or says nothing more."""
    context = ssl._create_unverified_context()
    with socket.create_connection(("127.0.0.1", port), timeout=3) as plain:
        line = context.wrap_socket(plain, server_hostname=HOST) if tls else plain
        line.sendall(request)
        answer = b""
        try:
            while part := line.recv(65_536):
                answer += part
        except OSError:
            pass
        return answer


def request_of(probe: bytes) -> bytes:
    sizes = probe.count(b"%d"), probe.count(b"%x")
    values: list[object] = []
    if sizes[0]:
        values.append(len(HIDDEN) + (5 if b"0\r\n\r\n" in probe else 0))
    if sizes[1]:
        values.append(len(HIDDEN))
    head = b"POST /first HTTP/1.1\r\nHost: clinic.example\r\n"
    return head + probe % (*values, HIDDEN)


def problems(port: int, seen: Path, *, tls: bool) -> Iterator[str]:
    for name, probe in PROBES.items():
        seen.write_text("")
        answer = ask(port, request_of(probe), tls=tls)
        if "/smuggled" in seen.read_text():
            yield f"{name}: a second request got through"
        if not answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 200", b"HTTP/1.1 405", b"HTTP/1.1 501")):
            yield f"{name}: answered {answer[:40]!r}"
    seen.write_text("")
    good = "".join(f"GET /{n} HTTP/1.1\r\nHost: {HOST}\r\nConnection: {{}}\r\n\r\n" for n in range(PAIRS))
    keep = good.format(*["keep-alive"] * (PAIRS - 1), "close").encode()
    answers = ask(port, keep, tls=tls).count(b"HTTP/1.1 200")
    if tls and (answers, seen.read_text().split()) != (PAIRS, [f"/{n}" for n in range(PAIRS)]):
        yield f"{answers} of {PAIRS} requests in a row were answered in order"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--broken", action="store_true", help="a proxy that leaves a length out: must be caught")
    asked = parser.parse_args()
    if shutil.which("nginx") is None:
        print("nginx is not installed here.")
        return 1
    with TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        os.chmod(folder, 0o755)  # the workers of nginx are somebody else
        seen, door = folder / "seen", folder / "web.sock"
        (folder / "asked.py").write_text(APPLICATION.format(seen=str(seen)), encoding="utf-8")
        certificate(folder)
        conf = folder / "nginx.conf"
        conf.write_text(ours(folder, port), encoding="utf-8")
        tried = subprocess.run(("nginx", "-t", "-c", conf), capture_output=True, text=True, check=False)
        print(tried.stderr.strip().replace(name, "…"))
        gunicorn = (
            sys.executable, "-m", "gunicorn", "--config", DEPLOY / "gunicorn.conf.py", "--umask", "0",
            "--bind", f"unix:{door}", "--pythonpath", folder, "asked:application",
        )  # fmt: skip
        with running(*gunicorn):
            wait_for(door)
            if asked.broken:
                with blind_proxy(door) as blind:
                    found = list(problems(blind, seen, tls=False))
            else:
                with running("nginx", "-c", conf):
                    wait_for(port)
                    found = list(problems(port, seen, tls=True))
    print(f"{len(PROBES)} probes and {PAIRS} requests in a row; {len(found)} problems")
    for problem in found:
        print(f"  {problem}")
    is_right = bool(found) == asked.broken and tried.returncode == 0
    print("as it should be" if is_right else "NOT as it should be")
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
