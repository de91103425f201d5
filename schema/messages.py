"""Sentences for people, in both languages of the API."""

from __future__ import annotations

import strawberry

from graph.domain.text import Text
from graph.usecases.world import World
from graph.words.catalogue import texts_in

__all__ = ["Message", "message_of"]


@strawberry.type(description="A sentence for people in both languages.")
class Message:
    """A sentence for people in both languages."""

    nl: str = strawberry.field(description="In Dutch.")
    en: str = strawberry.field(description="In English.")


def message_of(world: World, said: Text) -> Message:
    """A sentence as whoever asks may read it, in both languages."""
    return Message(**world.naming(texts_in()).in_every_language(said))
