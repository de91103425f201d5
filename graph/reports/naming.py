"""The names of records for people, one way for every report: who may not be named is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from graph.domain.kinds import Node, body_of_unnamed, kind_of_id
from graph.domain.text import Text
from graph.model.snapshot import Snapshot
from graph.words.catalogue import LANGUAGES, Texts, texts_in

__all__ = ["Naming"]


@dataclass(frozen=True, slots=True)
class Naming:
    """What records are called.

    Attributes:
        snapshot: where they are.
        texts: the language.
        may_name: whether the reader may see a record at all.
        earlier: where records may be that are not there any more.
    """

    snapshot: Snapshot
    texts: Texts
    may_name: Callable[[Node], bool]
    earlier: Snapshot | None = None
    _known: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    _in: dict[str, Naming] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __call__(self, record_id: str | None) -> str:
        """The name of a record.

        Nothing for no record; `een collega` for a person whom the reader may not see or who is no longer known;
        the id for any other record that is not there.
        """
        if record_id is None:
            return ""
        name = self._known.get(record_id)
        if name is None:
            name = self._known[record_id] = self._name(record_id)
        return name

    def _name(self, record_id: str) -> str:
        body = body_of_unnamed(record_id)
        if body is not None:
            return self.texts.gettext("unnamed members of {body}", body=self(body))
        node = self.snapshot.node(record_id) or (self.earlier.node(record_id) if self.earlier is not None else None)
        if node is not None and self.may_name(node):
            return node.name_in(self.texts.language)
        if kind_of_id(record_id) == "person":
            return self.texts.gettext("a colleague")
        return record_id if node is None else self.texts.gettext("not shown")

    def say(self, text: Text) -> str:
        """A text of the product in words, with records called so."""
        return self.texts.say(text, self)

    def in_every_language(self, text: Text) -> dict[str, str]:
        """The same in each language, by its code, as JSON and the API give it."""
        return {language: speaking.texts.say(text, speaking) for language, speaking in self._speaking().items()}

    def _speaking(self) -> Mapping[str, Naming]:
        """The same in each language, made once."""
        if not self._in:
            self._in.update((language, replace(self, texts=texts_in(language))) for language in LANGUAGES)
        return self._in

    def each(self, record_ids: Iterable[str]) -> tuple[str, ...]:
        """The names of records, in order."""
        return tuple(self(record_id) for record_id in record_ids)

    def listing(self, record_ids: Iterable[str]) -> str:
        """The names of records in a sentence; those who may not be named are said once."""
        return self.texts.listing(list(dict.fromkeys(self.each(record_ids))))

    def all_of(self, record_ids: Iterable[str]) -> str:
        """The names of records with commas between them, each as often as it is there."""
        return ", ".join(self.each(record_ids))
