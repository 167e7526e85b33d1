"""What the doors and the engine read of check-ins."""

from rounds.checkins.queries.listing import Listing, Part, Row, listing
from rounds.checkins.queries.one import CheckInPage, check_in_of, check_in_page, whom

__all__ = ["CheckInPage", "Listing", "Part", "Row", "check_in_of", "check_in_page", "listing", "whom"]
