"""What is recorded after the injection: observation, what goes home, discharge (clinical.md 2.5)."""
