"""Months of a team in seconds: real rooms, engine and mail, by a clock that runs fast, and a judge who shares nothing with them."""
