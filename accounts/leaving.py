"""A sign-in that stops opening anything, and one that loses its person besides."""

from allauth.account.models import EmailAddress

from accounts import second_factor, sessions
from accounts.models import KeptForm, PageToken, Ticket, User


def take_ways_in(user: User) -> None:
    """Nothing that opened this sign-in opens it any more: second factor, password, sessions, and the address that codes
    and links go to. Called inside the transaction of an action that has asked who may."""
    second_factor.reset(user)
    user.email = ""
    user.set_unusable_password()
    user.save(update_fields=["email", "password"])
    sessions.end_all(user)


def forget_person(user: User, *, shown_as: str) -> None:
    """For ever: there is no way back. The row stays, because what the person did keeps pointing to it; others read
    `shown_as` there. Called inside the transaction of an action that has asked who may."""
    user = User.objects.select_for_update().get(pk=user.pk, is_staff=False)
    take_ways_in(user)
    for rows in (Ticket.objects, KeptForm.objects, PageToken.objects, EmailAddress.objects):
        rows.filter(user=user).delete()
    user.username, user.display_name = f"gone-{user.pk.hex}", shown_as
    user.first_name = user.last_name = ""
    user.is_active = False
    user.save(update_fields=["username", "display_name", "first_name", "last_name", "is_active"])
