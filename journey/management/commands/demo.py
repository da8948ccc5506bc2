"""The whole product with a made-up clinic, for a newcomer: `make demo`."""

import ctypes
import os
import signal
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from journey.management.demo_clinic.build import build_clinic
from journey.management.demo_clinic.cast import HELPERS, PASSWORD, PATIENTS, STAFF

GUNICORN = (
    "--workers=2",
    "--threads=4",
    "--worker-class=gthread",
    "--log-level=warning",
    "--no-control-socket",
)
# As deploy/journey-jobs.service and deploy/journey-trace.service.
TIDY = ("--delete-jobs", "successful")
WORKERS = (("worker", "--concurrency", "4", *TIDY), ("worker", "--queues", "trace", "--concurrency", "2", *TIDY))
DIE_WITH_PARENT = 1  # Linux: prctl(PR_SET_PDEATHSIG, signal)


class Command(BaseCommand):
    help = "Makes the database and a made-up clinic, prints the sign-ins and serves it with its job workers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="Only make the clinic.")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo's people have a password that everybody can read: not on a clinic's server.")
        call_command("migrate", verbosity=0)
        self.stdout.write("Building the made-up clinic. The first time this takes about a minute …")
        built = build_clinic(timezone.now())
        self.stdout.write("Done." if built else "It is there already. Nothing was changed.")
        self._print_sign_ins()
        if not options["no_serve"]:
            self._serve(options["port"])

    def _print_sign_ins(self) -> None:
        self.stdout.write(f"\nEveryone's password: {PASSWORD}\n\nStaff")
        for username, full_name, shown, role in STAFF:
            self.stdout.write(f"  {username:8} {shown} ({full_name}), {role}")
        self.stdout.write("\nPatients")
        for person in PATIENTS:
            self.stdout.write(f"  {person.username:8} {person.full_name}: {person.about}")
        self.stdout.write("\nHelpers")
        for username, name, relation, helped in HELPERS:
            self.stdout.write(f"  {username:8} {name}, {relation}, helps {' and '.join(helped)}")

    def _serve(self, port: int) -> None:
        self.stdout.write(f"\nOpen http://localhost:{port}  (stop with Ctrl-C). Mails are printed here.\n")
        os.environ["PUBLIC_URL"] = f"http://localhost:{port}"
        web = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"localhost:{port}", *GUNICORN]
        jobs = [[sys.executable, "manage.py", "procrastinate", "--verbosity", "0", *worker] for worker in WORKERS]
        children = [
            subprocess.Popen(command, preexec_fn=_die_with_parent)  # noqa: S603
            for command in (web, *jobs)
        ]
        try:
            status = children[0].wait()
        except (KeyboardInterrupt, SystemExit):
            status = 0
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait()
        if status:
            raise CommandError(f"The web server ended. Is port {port} taken? Try --port with another number.")


def _die_with_parent() -> None:
    """A killed demo leaves no server behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)
