"""Who asks, and what they may."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graph.domain import kinds
from graph.domain.described import OneOf
from graph.usecases.may import may_today
from graph.usecases.rights import May
from graph.usecases.viewer import Viewer, ViewerKind
from schema.arguments import Info
from schema.declared import Answer, choice_enum, find_of, plain
from schema.derive import answers, computed, shown

__all__ = ["ViewerQuery"]

KINDS = tuple(kind.value for kind in ViewerKind)
choice_enum("ViewerKind", KINDS, "How a viewer is known.")


@answers(Viewer, name="Viewer", without=("organisations", "scopes", "person", "kind"))
class ShownViewer(Answer[Viewer]):
    """Who asks, as the person that they are."""

    name: str = plain("What they are called where no person says it, such as the name of a service key.")

    @computed("How they are known.")
    def kind(self) -> Annotated[str, OneOf(KINDS)]:
        return self.record.kind.value

    @computed("The person that they are; null when they are none.")
    def person(self) -> Answer[kinds.Person] | None:
        return None if self.record.person is None else find_of(self.world, kinds.Person, self.record.person)

    @computed("What they may change today, whatever day or revision is asked.", cost=20)
    def may(self) -> Answer[May]:
        return shown(self.world, may_today(self.world, self.record))


@strawberry.type
class ViewerQuery:
    """Who asks."""

    @computed("Who asks, and what they may.")
    def viewer(self, info: Info) -> Answer[Viewer]:
        return shown(info.context.now, info.context.viewer)
