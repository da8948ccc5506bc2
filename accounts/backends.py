"""Who a name and a password belong to."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest

from accounts.answers import people_named
from accounts.models import User
from accounts.prepared import Prepared

# A household shares an address. As many passwords are checked for every address, so that time tells no difference.
CHECKED = 2


@Prepared
def _by_key(user_id: UUID) -> QuerySet[User]:
    """Whoever is signed in, with the names of their groups: every page of staff asks for both."""
    groups = Group.objects.filter(user=OuterRef("pk")).values("name")
    return User.objects.filter(pk=user_id).annotate(role_names=ArraySubquery(groups))


class NameOrAddress(ModelBackend):
    """The sign-in name, or the e-mail address: then the password picks the person.

    Two people of one address with the same password are not told apart, so neither gets in this way.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **more: Any
    ) -> User | None:
        if not username or not password:
            return None
        return self._right(people_named(username), password, checked=CHECKED if "@" in username else 1)

    def get_user(self, user_id: UUID) -> User | None:
        """Asked anew on every page, with the roles: one that was taken away is gone at the next click."""
        found = _by_key.rows(user_id=User._meta.pk.to_python(user_id))
        return found[0] if found and self.user_can_authenticate(found[0]) else None

    def _right(self, people: list[User], password: str, *, checked: int) -> User | None:
        right = [person for person in people if person.check_password(password)]
        for _ in range(checked - len(people)):
            make_password(password)
        return right[0] if len(right) == 1 and self.user_can_authenticate(right[0]) else None
