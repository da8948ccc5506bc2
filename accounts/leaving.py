"""A sign-in that loses its person: nothing of it names anybody any more, and it opens nothing."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts import second_factor, sessions
from accounts.models import KeptForm, PageToken, Ticket, User


def forget_person(user: User, *, shown_as: str) -> None:
    """For ever: there is no way back. The row stays, because what the person did keeps pointing to it; others read
    `shown_as` there. Called inside the transaction of an action that has asked who may."""
    user = User.objects.select_for_update().get(pk=user.pk, is_staff=False)
    second_factor.reset(user)
    sessions.end_all(user)
    for rows in (Ticket.objects, KeptForm.objects, PageToken.objects, EmailAddress.objects):
        rows.filter(user=user).delete()
    user.username, user.display_name = f"gone-{user.pk.hex}", shown_as
    user.email = user.first_name = user.last_name = ""
    user.password, user.is_active = make_password(None), False
    user.save(update_fields=["username", "display_name", "email", "first_name", "last_name", "password", "is_active"])
