"""An installation whose clinic is not set up yet: no page of it breaks."""

import pytest
from django.http import Http404

from journey import access

pytestmark = pytest.mark.django_db


def test_clinic_that_is_not_set_up_is_not_found() -> None:
    with pytest.raises(Http404):
        access.the_clinic()


def test_rules_before_any_pathway_is_published_are_the_default_ones() -> None:
    assert access.rule_set_named(None).rules != ()
