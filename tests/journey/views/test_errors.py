"""What a person reads when something of ours breaks."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import RequestFactory

from journey.domain.errors import NotPermitted
from journey.views.errors import broken, not_permitted, refused


@pytest.mark.parametrize(
    ("fault", "status"), [(OperationalError("server closed the connection"), 503), (KeyError("a bug"), 500)]
)
def test_broken_page_needs_no_database_and_says_where_to_turn(fault: Exception, status: int) -> None:
    request = RequestFactory().get("/")
    try:
        raise fault
    except type(fault):
        response = broken(request)

    assert response.status_code == status
    assert "emergency" in response.content.decode()
    assert str(fault) not in response.content.decode()


def test_refused_act_says_its_reason(db: None) -> None:
    response = refused(RequestFactory().post("/"), NotPermitted("Only a clinician may do this."))

    assert response.status_code == 403
    assert "Only a clinician may do this." in response.content.decode()


def test_page_that_is_not_theirs_says_nothing_of_what_was_raised(db: None) -> None:
    response = not_permitted(RequestFactory().get("/"), PermissionDenied("Rosa Marsh, 4 May 1961"))

    assert response.status_code == 403
    assert "Rosa" not in response.content.decode()
