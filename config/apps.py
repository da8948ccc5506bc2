"""The admin as the staff's place of work: our own site instead of the stock one."""

from django.contrib.admin.apps import AdminConfig


class StaffAdmin(AdminConfig):
    default_site = "journey.admin.site.ClinicAdmin"
