"""How long a proposed call is waited for (defaults of the product, [D])."""

from datetime import timedelta

FURTHEST = timedelta(days=14)
OVER_AFTER = timedelta(hours=1)
