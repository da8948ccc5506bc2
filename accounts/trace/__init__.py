"""Who did what to which record: rows that nobody can change, chained so that a missing or altered one is found."""
