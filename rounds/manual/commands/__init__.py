"""The only functions that write manuals: put one in force, bring one back, write on the draft of the next."""

from rounds.manual.commands.adopting import adopt, bring_back
from rounds.manual.commands.drafting import adopt_draft, draft_new_acts, drop_draft, save_draft

__all__ = ["adopt", "adopt_draft", "bring_back", "draft_new_acts", "drop_draft", "save_draft"]
