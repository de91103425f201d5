"""The form of any record: what stands in it, sent back as it stands, is the same record."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from graph.domain.codec import read_record, to_plain
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Person, Record, field_specs, kind_named
from graph.model.snapshot import Snapshot
from graph.usecases.viewer import LOCAL_OWNER
from graph.usecases.world import World
from graph.words.catalogue import texts_in
from service.web.forms.entered import Entered
from service.web.forms.record_fields import edited_specs, record_fields, record_values, typed_of
from tests.api.test_examples import example_records
from tests.graphs import node, records_of

DAY = date(2026, 10, 15)
ENDS = ("id", "from", "to")


def reader(snapshot: Snapshot) -> Any:
    """Who fills the form in, with a world and a language."""
    texts = texts_in("nl")
    world = World(graph=snapshot, on=DAY, today=DAY, viewer=LOCAL_OWNER, known_at=1)
    return SimpleNamespace(world=world, texts=texts, language="nl", _=texts.gettext, name=str)


def sent_back(visit: Any, record: Record) -> Record | None:
    """The record after its form was opened and sent without a change."""
    specs = edited_specs(type(record))
    entered = Entered(visit, typed_of(record, specs))
    values = record_values(entered, specs, type(record))
    assert not any(entered.errors.values()), (record.id, dict(entered.errors))
    plain = {**to_plain(record), **values}
    return read_record({key: value for key, value in plain.items() if value is not None}, "form", [])


def test_a_form_that_is_sent_as_it_stands_changes_nothing() -> None:
    records = example_records()
    visit = reader(Snapshot.of(records))
    seen = set()
    for record in records:
        assert sent_back(visit, record) == record
        seen.add(record.kind)
    assert {"person", "channel", "norm", "task", "HOLDS", "SERVES", "DECIDES"} <= seen


def test_what_is_emptied_is_taken_away() -> None:
    (record,) = records_of(node("person/an", email="an@brug.example"))
    specs = edited_specs(Person)
    typed = {name: texts for name, texts in typed_of(record, specs).items() if name != "email"}
    assert record_values(Entered(reader(Snapshot.of([record])), typed), specs, Person)["email"] is None


def test_every_field_of_every_kind_has_a_question() -> None:
    visit = reader(Snapshot.of([]))
    for word in (*NODE_KINDS, *EDGE_KINDS):
        kind = kind_named(word)
        asked = {field.sent_as.partition(".")[0] for field in record_fields(visit, edited_specs(kind))}
        assert asked == {spec.key for spec in field_specs(kind)} - {*ENDS, "aliases", "source", "fraction_as_written"}
