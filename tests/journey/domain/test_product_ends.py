"""What may become of a product that is not given: by what it is, why it is not used, and what the patient agreed to."""

import pytest

from journey.domain.product_ends import why_not_end

FINE = {"quarantined": False, "thawed": False, "agreed": False}


@pytest.mark.parametrize(
    ("disposition", "reason", "changed", "words"),
    [
        ("discarded", "contamination", {"quarantined": True, "thawed": True}, ""),
        ("stored", "", {}, ""),
        ("stored", "low_volume", {"agreed": True}, ""),
        ("stored", "contamination", {}, "never stored for use"),
        ("stored", "identity_mismatch", {}, "never stored for use"),
        ("stored", "low_volume", {"quarantined": True}, "never stored for use"),
        ("stored", "low_volume", {"thawed": True}, "thawed are not stored again"),
        ("research_with_consent", "clotted", {"agreed": True, "quarantined": True}, ""),
        ("research_with_consent", "clotted", {}, "has not agreed"),
        ("", "clotted", {"agreed": True}, "Choose what becomes of it"),
        ("sold", "clotted", {"agreed": True}, "Choose what becomes of it"),
    ],
)
def test_end(disposition: str, reason: str, changed: dict[str, bool], words: str) -> None:
    why = why_not_end(disposition, reason, **{**FINE, **changed})
    assert (words in why) if words else why == ""
