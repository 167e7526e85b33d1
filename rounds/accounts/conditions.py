"""What a condition can ask of a firm."""

from operator import attrgetter

from rounds.policies.conditions import Field, Fields, MomentType, TextType

ACCOUNT = Fields(
    "firm",
    [
        Field("lifecycle", TextType(), of=attrgetter("lifecycle"), lookup="lifecycle"),
        Field("tier", TextType(), of=attrgetter("tier"), lookup="tier"),
        Field("region", TextType(), of=attrgetter("region"), lookup="region"),
        Field("type", TextType(), of=attrgetter("firm_type"), lookup="firm_type"),
        Field("firm", TextType(), of=attrgetter("name"), lookup="name"),
        Field("known since", MomentType(), of=attrgetter("created_at"), lookup="created_at"),
    ],
)
