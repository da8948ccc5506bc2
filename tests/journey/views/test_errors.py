"""What a person reads when something of ours breaks."""

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from journey.views.errors import broken


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
