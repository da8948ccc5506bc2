"""The part of a patient's own file about their cells: each product, who checked that it is theirs, who released it."""

from django.utils.translation import gettext as _

from journey.domain.product_facts import CHECKPOINT_WORDS, Checkpoint
from journey.presenters import staff_words
from journey.presenters.follow_ups import Fact
from journey.presenters.my_data import Entry, Row, Section, Told, facts


def products(told: Told) -> Section:
    keys = ("identity_checks", "release_signatures", "recalls")
    checks, signed, recalled = (told.by(key, "product_id") for key in keys)
    rows = tuple(
        _product(row, [of.get(row["id"], []) for of in (checks, signed, recalled)], told)
        for row in told.rows("products")
    )
    return Section("products", _("Your cells"), rows)


def _product(row: Row, belonging: list[list[Row]], told: Told) -> Entry:
    checks, signed, recalled = belonging
    about = facts(
        (_("How they come"), staff_words.MODES.get(row["origin"], row["origin"])),
        (_("Made or received"), told.who_when(row["made_by"], row["made_at"]) or told.moment(row["made_at"])),
        (_("Numbers of kits, units and lots"), row["lots"]),
        (_("Set aside for ever"), told.who_when(row["quarantined_by"], row["quarantined_at"])),
        (_("Why"), staff_words.said(row["quarantine_reason"]) if row["quarantine_reason"] else ""),
        (_("What became of them"), staff_words.said(row["disposition"]) if row["disposition"] else ""),
        (_("Why they were not used"), staff_words.said(row["abort_reason"]) if row["abort_reason"] else ""),
        (_("Since"), told.who_when(row["ended_by"], row["ended_at"])),
        (_("Recalled"), [told.moment(each["at"]) for each in recalled]),
    )
    return Entry(row["code"], about + tuple(_check(each, told) for each in checks) + _signatures(signed, told))


def _check(row: Row, told: Told) -> Fact:
    found = _("everything matched") if row["matches"] else _("did not match")
    who = told.who_when(row["checked_by"], row["at"])
    words = _("{found}; {who}; second person: {second}; label read: {scanned}; {identifiers}").format(
        found=found,
        who=who,
        second=row["second_by"],
        scanned=row["scanned"],
        identifiers=staff_words.said(row["identifiers"]),
    )
    return Fact(f"{row['point']}, {_(CHECKPOINT_WORDS[Checkpoint(row['point'])])}", words)


def _signatures(signed: list[Row], told: Told) -> tuple[Fact, ...]:
    return facts(*((_("Released, signature"), told.who_when(row["by"], row["at"])) for row in signed))
