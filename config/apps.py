"""The admin as the staff's place of work: our own site instead of the stock one."""

from importlib import import_module

from django.contrib.admin.apps import SimpleAdminConfig


class StaffAdmin(SimpleAdminConfig):
    """Our screens only: the stock ones of other packages (groups, addresses, jobs) would write around the actions."""

    default_site = "journey.admin.site.ClinicAdmin"

    def ready(self) -> None:
        """The screens register on a site that exists: importing them while it is being made would lose them."""
        super().ready()
        import_module("journey.admin.screens")
