"""Infections that belong together as staff read them: which they are, what is set aside, whom to ring."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.access.clusters import Concerned
from journey.domain.ae_clusters import WITH_STOCK, Shared
from journey.models import Cycle, InfectionCluster, Product
from journey.policies import Act, may, reason_not
from journey.presenters import staff_words, when
from journey.presenters.event_words import shared_words, state_words
from journey.presenters.record_page import Button, Fact, RecordPage, Table
from journey.presenters.worklists import Now


def title_of(cluster: InfectionCluster) -> str:
    """ "Lot NCB-2611"."""
    return f"{shared_words(cluster.kind)} {cluster.value}"


def cluster_page(
    cluster: InfectionCluster, events: list[Any], list_of: Concerned, stock: list[Product], now: Now
) -> RecordPage:
    """`events` are those of the reader's patients; `list_of` is the call list."""
    count = cluster.members.count()
    facts = [
        Fact(_("What they share"), title_of(cluster)),
        Fact(_("Infections"), str(count)),
        Fact(_("Found"), when.relative(cluster.found_at, now.at, now.zone)),
        Fact(_("State"), _state(cluster, now)),
    ]
    tables = [_events(events, count, now), _calls(list_of, now)]
    if Shared(cluster.kind) in WITH_STOCK:
        tables.append(_stock(stock, now))
    settle = Button(_("Settle it"), reverse("admin:journey_infectioncluster_settle", args=[cluster.pk]))
    if not may(now.user, Act.SETTLE_CLUSTER):
        settle = Button(_("Settle it"), why=reason_not(Act.SETTLE_CLUSTER))
    return RecordPage(
        facts=facts,
        buttons=() if cluster.settled_at else (settle,),
        tables=tables,
        note=cluster.note,
        shown=[*(event.patient_id for event in events), *(each.journey.patient_id for each in list_of.sessions)],
    )


def _state(cluster: InfectionCluster, now: Now) -> str:
    if cluster.settled_at is None:
        return _("Open: ring everybody on the list, find the cause")
    moment = when.relative(cluster.settled_at, now.at, now.zone)
    return _("Settled {when} by {who}").format(when=moment, who=cluster.settled_by)


def _events(events: list[Any], count: int, now: Now) -> Table:
    title = ngettext("{n} infection", "{n} infections", count).format(n=count)
    if count > len(events):
        title = _("{title}, {shown} of them of your sites").format(title=title, shown=len(events))
    columns = (_("Number"), _("Patient"), _("Term"), _("The clinic knew"), _("State"))
    rows = [
        (
            format_html(
                '<a href="{}">{}</a>', reverse("admin:journey_adverseevent_change", args=[each.pk]), each.number
            ),
            format_html("<bdi>{}</bdi>", each.patient.full_name),
            each.term,
            when.relative(each.aware_at, now.at, now.zone),
            state_words(each.state),
        )
        for each in events
    ]
    return Table(title, columns, rows, _("None of your sites."))


def _calls(list_of: Concerned, now: Now) -> Table:
    title = ngettext("{n} session to ring about", "{n} sessions to ring about", list_of.total).format(n=list_of.total)
    if list_of.total > list_of.mine:
        title = _("{title}, {shown} of them of your sites").format(title=title, shown=list_of.mine)
    if list_of.mine > len(list_of.sessions):
        title = _("{title}. The first {shown} are shown, those not reached yet before the others").format(
            title=title, shown=len(list_of.sessions)
        )
    columns = (_("Patient"), _("Phone"), _("Joints"), _("Given"), _("Reached"))
    return Table(title, columns, [_call(each, now) for each in list_of.sessions], _("Nobody else was given it."))


def _call(cycle: Cycle, now: Now) -> tuple[Any, ...]:
    journey, rows = cycle.journey, cycle.__dict__
    url = reverse("admin:journey_journey_contact", args=[journey.pk])
    name = format_html('<a href="{}"><bdi>{}</bdi></a>', url, journey.patient.full_name)
    if rows["reached_at"]:
        reached = when.relative(rows["reached_at"], now.at, now.zone)
    else:
        reached = _("Tried, not reached") if rows["tried_at"] else _("Not yet")
    given = when.day_month_year(cycle.injection_at.astimezone(now.zone).date()) if cycle.injection_at else ""
    return name, journey.patient.phone or "–", staff_words.joints_of(cycle), given, reached


def _stock(stock: list[Product], now: Now) -> Table:
    columns = (_("Product"), _("Made"), _("State"))
    rows = [
        (
            each.code,
            when.relative(each.made_at, now.at, now.zone),
            _("Set aside for ever") if each.quarantined_at else "–",
        )
        for each in stock
    ]
    return Table(_("Products with this number"), columns, rows, _("No product holds this number."))
