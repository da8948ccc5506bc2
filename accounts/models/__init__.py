"""People who sign in, and what belongs to their sign-in: one module a noun."""

from accounts.models.job_run import JobRun, StuckRow
from accounts.models.outgoing_mail import OutgoingMail
from accounts.models.recovery_code import RecoveryCode
from accounts.models.session import KeptForm, PageToken, Session
from accounts.models.ticket import Purpose, Ticket
from accounts.models.trace import Kind, Outcome, Seal, Trace, Unsealed
from accounts.models.tries import Tries
from accounts.models.user import User

__all__ = [
    "JobRun",
    "KeptForm",
    "Kind",
    "Outcome",
    "OutgoingMail",
    "PageToken",
    "Purpose",
    "RecoveryCode",
    "Seal",
    "Session",
    "StuckRow",
    "Ticket",
    "Trace",
    "Tries",
    "Unsealed",
    "User",
]
