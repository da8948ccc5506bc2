"""Journeys: the list, and behind each name its workspace."""

from django.contrib import admin

from journey.admin.journeys_list import JourneyList
from journey.admin.workspace import Workspace
from journey.models import Journey


@admin.register(Journey)
class JourneyAdmin(Workspace, JourneyList):
    """`Workspace` brings the pages of one journey; the list stands first in the menu."""
