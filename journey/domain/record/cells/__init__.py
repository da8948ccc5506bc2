"""Harvest, processing, and cells that come from elsewhere (clinical.md 2.3)."""
