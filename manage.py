#!/usr/bin/env python
"""Run the product's commands; starts the embedded PostgreSQL first where no DATABASE_URL is set."""

import os
import signal
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Leave through the interpreter's exit, so that the embedded server is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # What the database calls this process; the trace names it for changes that no person made.
    os.environ["PGAPPNAME"] = " ".join(["manage.py", *sys.argv[1:2]])[:63]
    asks_only = len(sys.argv) < 2 or sys.argv[1] in {"help", "version", "--help", "--version"}
    if not asks_only and os.environ.get("DEBUG") != "0":
        from config.postgres import start_embedded

        start_embedded()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
