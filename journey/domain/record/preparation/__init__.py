"""The sections of the preparation (clinical.md 2.2, and the sign-in pause of 2.4 that opens the day)."""
