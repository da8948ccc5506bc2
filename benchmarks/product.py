"""The product as it runs, without the limit of pages a minute (LOG-09), which would stop the measuring."""

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE as WHOLE

MIDDLEWARE = [each for each in WHOLE if each != "accounts.too_often.NotTooOften"]
