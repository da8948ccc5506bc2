"""The disk of the database is full: said in words, nothing acknowledged is lost, and it heals by itself (REL-07)."""

import pytest
from django.db import connection

from tests.builders import check_in_of
from tests.journey.views.patient_pages import draft_of, question, signed_in, the_clock_at
from tests.walked import walked

pytestmark = pytest.mark.django_db
# What PostgreSQL says of each write then (class 53, insufficient resources); reading goes on.
FULL = """
create function pg_temp.full() returns trigger language plpgsql as $$
begin
    raise exception 'could not extend file: No space left on device' using errcode = 'disk_full';
end $$;
create trigger no_space before insert or update on journey_checkindraft execute function pg_temp.full();
"""


def test_full_disk_is_said_keeps_what_was_acknowledged_and_heals_without_a_restart() -> None:
    post_care = walked("post_care", day=3)
    check_in, pain = check_in_of(post_care, "A-3"), question(check_in_of(post_care, "A-3"), "pain_worst")
    with the_clock_at():
        rosa = signed_in(post_care.patient.user)
        rosa.raise_request_exception = False
        assert rosa.post(pain, {"value": "4"}).status_code == 303
        with connection.cursor() as cursor:
            cursor.execute(FULL)

        refused = rosa.post(pain, {"value": "7"})

        assert refused.status_code == 503
        assert "emergency" in refused.content.decode()
        assert "No space" not in refused.content.decode()
        assert rosa.get("/").status_code == 200
        assert draft_of(check_in)["pain_worst"] == 4
        with connection.cursor() as cursor:
            cursor.execute("drop trigger no_space on journey_checkindraft")
        assert rosa.post(pain, {"value": "7"}).status_code == 303
        assert draft_of(check_in)["pain_worst"] == 7
