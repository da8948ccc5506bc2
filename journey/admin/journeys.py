"""Journeys: the list, and behind each name its workspace."""

from django.contrib import admin

from journey.admin.journeys_list import JourneyList
from journey.admin.readiness_board import ReadinessBoard
from journey.admin.workspace import Workspace
from journey.models import Journey


@admin.register(Journey)
class JourneyAdmin(Workspace, ReadinessBoard, JourneyList):
    """`Workspace` brings the pages of one journey, `ReadinessBoard` that of who comes next; the list stands first in
    the menu."""
