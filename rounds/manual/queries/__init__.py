"""What the manual's pages read: the document as it runs, its draft, what a text would change, earlier versions."""

from rounds.manual.queries.drafts import DraftPage, draft_page
from rounds.manual.queries.new_acts import NewActs, new_acts
from rounds.manual.queries.proposals import Proposal, doubts_of, proposal
from rounds.manual.queries.reading import ManualPage, manual_page
from rounds.manual.queries.versions import VersionLine, VersionsPage, text_of_version, versions_page

__all__ = [
    "DraftPage",
    "ManualPage",
    "NewActs",
    "Proposal",
    "VersionLine",
    "VersionsPage",
    "doubts_of",
    "draft_page",
    "manual_page",
    "new_acts",
    "proposal",
    "text_of_version",
    "versions_page",
]
