"""The sections of the injection (clinical.md 2.4): two of the three pauses, and what was given."""
