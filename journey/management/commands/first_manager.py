"""The first person who may sign in on a new server; they add everybody else on the page Staff."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from journey.actions.first_manager import make_first_manager
from journey.domain.errors import Refusal


class Command(BaseCommand):
    help = "Makes the clinic and its first manager, and prints the link with which they choose their password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="As others read it.")
        parser.add_argument("--sign-in-name", required=True)
        parser.add_argument("--email", required=True, help="An address that nobody else reads.")
        parser.add_argument("--clinic", required=True, help="The clinic's name.")
        parser.add_argument("--site", required=True, help="The first place where it sees people.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            link = make_first_manager(
                username=options["sign_in_name"],
                display_name=options["name"],
                email=options["email"],
                clinic_name=options["clinic"],
                site_name=options["site"],
                at=timezone.now(),
            )
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"This link works for 7 days, and once. It is not shown again:\n\n{link}\n")
        self.stdout.write("Lost or too old? The same command prints a new one until a password is chosen.")
