"""Using the door without a browser: asking for a code or a link, and typing what the mail says."""

from django.http import HttpResponse
from django.test import Client

from tests.post import code_in, newest_to, path_in

SEND, CODE, BORN = "/sign-in/send-code/", "/sign-in/code/", "/sign-in/date-of-birth/"
FORGOTTEN = "/sign-in/forgotten/"


def ask_for_code(client: Client, address: str, **more: str) -> HttpResponse:
    return client.post(SEND, {"address": address, **more})


def type_code(client: Client, code: str) -> HttpResponse:
    return client.post(CODE, {"code": code})


def sign_in_by_code(client: Client, address: str, **more: str) -> HttpResponse:
    """Ask, read the newest mail, type what it says."""
    ask_for_code(client, address, **more)
    return type_code(client, code_in(newest_to(address)))


def say_birth(client: Client, day: int, month: int, year: int, address: str = BORN, **more: str) -> HttpResponse:
    parts = {"date_of_birth_day": day, "date_of_birth_month": month, "date_of_birth_year": year}
    return client.post(address, {**parts, **more})


def link_for(client: Client, address: str) -> str:
    """Ask for a new password; the path of the link in the mail."""
    client.post(FORGOTTEN, {"address": address})
    return path_in(newest_to(address))


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def who_is_in(client: Client) -> str:
    """The full name on the account page; "" for nobody."""
    response = client.get("/account/")
    return response.context["page"].name if response.status_code == 200 else ""
