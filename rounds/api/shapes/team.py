"""Members, their roles and their time, on the wire."""

from typing import Annotated, Self

from pydantic import Field

from rounds.api.shapes.base import ROOT, Asked, Day, Given, Moment, Words
from rounds.team.queries import Colleague, Profile
from rounds.team.queries.people import DaysOff as Away

Role = Annotated[Words, Field(max_length=60)]


class Member(Given):
    """Somebody on the team, or who was."""

    url: str = Field(examples=[f"{ROOT}/members/3"])
    id: int
    name: str = Field(examples=["Jonas Brandt"])
    email: str = Field(examples=["jonas@fenwick.example"])
    roles: list[str] = Field(description="Words of the manual.", examples=[["rep"]])
    active: bool = Field(description="false: no longer on the team.")
    duty: str | None = Field(description="Whether they may be given work at this moment, and if not, why.")

    @classmethod
    def read(cls, row: Colleague | Profile) -> Self:
        lost = row.lost if isinstance(row, Colleague) else ()
        return cls.of(
            row,
            url=f"{ROOT}/members/{row.id}",
            roles=[*row.roles, *lost],
            duty=row.duty.value if row.duty else None,
        )


class MemberWhole(Member):
    """One member, as a change is made on."""

    version: int = Field(description="Changes with name and roles; the ETag, without its quotes.")
    joined_at: Moment


class Members(Given):
    """All members, those who left last."""

    items: list[Member]


class MemberName(Asked):
    """How somebody is called."""

    name: Annotated[str, Field(pattern=r"^[^\x00]*[^\x00\s][^\x00]*$", max_length=200, examples=["Jonas Brandt"])]


class MemberRoles(Asked):
    """What somebody may do, in all."""

    roles: Annotated[list[Role], Field(max_length=50, examples=[["rep", "lead"]])]


class DaysOff(Given):
    """Days on which a member is away, both included."""

    id: int
    first_on: str = Field(examples=["2026-12-24"])
    last_on: str = Field(examples=["2027-01-01"])

    @classmethod
    def read(cls, row: Away) -> Self:
        return cls.of(None, id=row.id, first_on=row.first_on.isoformat(), last_on=row.last_on.isoformat())


class Hours(Given):
    """When the token's member works."""

    version: int = Field(description="Grows with each change, 0 where they never said; the ETag, without its quotes.")
    zone: str = Field(examples=["Europe/Berlin"])
    windows: list[str] = Field(examples=[["Mon-Fri 9:00-17:00"]])
    reviewed_at: Moment | None = Field(description="When they last said that these hours are right.")
    available_since: Moment | None = Field(description="null: not available now.")
    available_until: Moment | None = Field(description="When it ends by itself.")
    days_off: list[DaysOff]

    @classmethod
    def read(cls, row: Profile) -> Self:
        return cls.of(
            None,
            version=row.kept.version,
            zone=row.kept.zone,
            windows=list(row.kept.windows),
            reviewed_at=row.kept.reviewed_at,
            available_since=row.since,
            available_until=row.until,
            days_off=[DaysOff.read(each) for each in row.away],
        )


class NewHours(Asked):
    """When the token's member works from now on."""

    zone: Annotated[Words, Field(max_length=60, examples=["Europe/Berlin"])]
    windows: Annotated[
        list[Annotated[Words, Field(max_length=100)]],
        Field(max_length=100, description="As people write them.", examples=[["Mon-Fri 9:00-17:00"]]),
    ]


class NewDaysOff(Asked):
    """Days to be away, both included."""

    first_on: Day = Field(examples=["2026-12-24"])
    last_on: Day = Field(examples=["2027-01-01"])
