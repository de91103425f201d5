"""Lists that people paste: schools, and colleagues with what is evident filled in."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.domain.changes import Put
from graph.domain.errors import InvalidInput
from graph.domain.kinds import AffiliatedWith, Holds, OfType, Person, Role
from graph.domain.rules import check_all
from graph.formats.pasted.colleagues import read_colleagues
from graph.formats.pasted.schools import PastedSchool, schools_in
from tests.graphs import graph, node, organisation, school, seat

# Schools


def test_a_line_names_a_school_with_number_place_and_sort_in_any_order() -> None:
    found = schools_in(
        "De Brug; 12345; 9160 Lokeren; basis\nAtheneum Lokeren\tLokeren\nCVO De Overzet, 2800\n\nDe Boot"
    )
    assert [(one.name, one.number, one.postcode, one.municipality, one.level) for one in found] == [
        ("De Brug", "012345", "9160", "Lokeren", "basis"),
        ("Atheneum Lokeren", None, None, "Lokeren", "secundair"),
        ("CVO De Overzet", None, "2800", None, "volwassenen"),
        ("De Boot", None, None, None, "basis"),
    ]


def test_a_school_for_special_needs_keeps_its_level() -> None:
    (found,) = schools_in("BuSO De Wissel")
    assert found.given["levels"] == ("buitengewoon", "secundair")


def test_the_usual_level_is_for_names_that_do_not_tell() -> None:
    assert [one.level for one in schools_in("De Boot\nLagere school X", "secundair")] == ["secundair", "basis"]


def test_every_wrong_line_is_told_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        schools_in("De Brug\n;012345\nde brug\n")
    assert [str(problem.place) for problem in caught.value.problems] == ["line 2", "line 3"]
    with pytest.raises(InvalidInput, match="No school was named"):
        schools_in(" \n")
    with pytest.raises(InvalidInput, match="201 schools"):
        schools_in("\n".join(f"School {number}" for number in range(201)))


# Colleagues

TWO_SCHOOLS = (
    organisation("vaart", "school_group", name="Scholengroep De Vaart"),
    school("brug", under=["vaart"], name="Basisschool De Brug"),
    school("sluis", under=["vaart"], name="Basisschool De Sluis"),
    node("role_type/directeur", name="Directeur"),
    node("role_type/algemeen-directeur", name="Algemeen directeur"),
    node("role_type/technisch", name="Technisch ICT-coördinator"),
    node("role_type/pedagogisch", name="Pedagogisch ICT-coördinator"),
)

PASTED = (
    "An Peeters\tan@vaart.example\tBasisschool De Brug\tdirecteur\n"
    "Bo Claes\tbo@vaart.example\tBasisschool De Brug\tleraar\n"
    "Cis Wouters\tcis@vaart.example\tBasisschool De Brug\tleraar\n"
    "Dirk Maes\tdirk@vaart.example\tDe Sluis\ttechnisch ICT-coördinator\n"
)


def test_columns_are_seen_by_what_they_hold_or_by_their_headings() -> None:
    snapshot = graph(*TWO_SCHOOLS)
    plain = read_colleagues(PASTED, snapshot)
    headed = read_colleagues("naam\te-mail\tschool\tfunctie\n" + PASTED, snapshot)
    swapped = "\n".join(";".join(reversed(line.split("\t"))) for line in PASTED.splitlines())
    with_semicolons = read_colleagues("functie;school;e-mail;naam\n" + swapped, snapshot)
    assert not plain.problems
    assert not plain.doubts
    assert plain.changes == headed.changes
    assert {change.id for change in with_semicolons.changes} == {change.id for change in plain.changes}


def test_people_get_their_school_and_function_with_as_many_seats_as_they_are() -> None:
    snapshot = graph(*TWO_SCHOOLS)
    after = snapshot.apply(read_colleagues(PASTED, snapshot).changes)
    roles = {role.name: role for role in after.nodes(Role)}
    assert {name: role.seats for name, role in roles.items()} == {
        "Directeur": 1,
        "Leraar": 2,
        "Technisch ICT-coördinator": 1,
    }
    assert {after.node(link.from_id).name: link.to_id for link in after.edges(OfType)} == {  # type: ignore[union-attr]
        "Directeur": "role_type/directeur",
        "Technisch ICT-coördinator": "role_type/technisch",
    }
    assert len(after.edges(Holds)) == 4
    assert len(after.edges(AffiliatedWith)) == 4


def test_a_colleague_without_an_address_is_new_when_nobody_is_called_so() -> None:
    snapshot = graph(*TWO_SCHOOLS)
    after = snapshot.apply(read_colleagues("Eva Smets;;Basisschool De Brug;", snapshot).changes)
    assert [person.name for person in after.nodes(Person)] == ["Eva Smets"]
    asked = read_colleagues("Eva Smets;;Basisschool De Sluis;", after)
    assert [doubt.kind for doubt in asked.doubts] == ["person"]


@pytest.mark.parametrize("written", ["Secretariaat", "iedereen", "Tom Maes?", "An ipv Els", "FALSE", "jan@@vaart"])
@pytest.mark.parametrize("address", ["", "mail@vaart.example"])
def test_what_may_be_no_name_makes_nobody_before_it_is_answered(written: str, address: str) -> None:
    found = read_colleagues(f"naam;e-mail;school\n{written};{address};De Brug", graph(*TWO_SCHOOLS))
    assert [(doubt.kind, doubt.value) for doubt in found.doubts] == [("person", written)]
    assert not found.changes


def test_an_unknown_school_is_asked_with_the_line_as_it_was_pasted() -> None:
    snapshot = graph(*TWO_SCHOOLS)
    found = read_colleagues(PASTED + "Eva Smets\teva@vaart.example\tHet Jaagpad\tleraar\n", snapshot)
    assert [(one.kind, one.value, str(one.address)) for one in found.doubts] == [
        ("organisation", "Het Jaagpad", "line 5")
    ]


def test_without_a_school_somebody_is_of_the_group() -> None:
    snapshot = graph(*TWO_SCHOOLS)
    after = snapshot.apply(read_colleagues("naam;e-mail\nEva Smets;eva@vaart.example", snapshot).changes)
    assert [link.to_id for link in after.edges(AffiliatedWith)] == ["organisation/vaart"]


def test_a_stored_function_gets_a_seat_for_whoever_comes_to_it() -> None:
    snapshot = graph(
        *TWO_SCHOOLS, node("person/x"), seat("role/l", at="organisation/brug", held_by=["person/x"], name="Leraar")
    )
    after = snapshot.apply(read_colleagues("Bo;bo@vaart.example;Basisschool De Brug;leraar", snapshot).changes)
    (role,) = after.nodes(Role)
    assert role.seats == 2


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_an_empty_list_names_nobody(text: str) -> None:
    found = read_colleagues(text, graph(*TWO_SCHOOLS))
    assert [str(problem.message) for problem in found.problems] == ["Nobody was named"]


def test_a_wrong_address_is_told_with_its_line() -> None:
    found = read_colleagues("An;an@vaart.example;De Brug\nBo;b o@x;De Brug\n", graph(*TWO_SCHOOLS))
    assert [str(problem.place) for problem in found.problems] == ["line 2"]
    assert found.changes == ()


@pytest.mark.parametrize(
    "text",
    [
        "An Bos\tan@x.example\nEls Dam;els@x.example\nBo Ven, bo@x.example",
        "Naam;E-mail\nAn Bos\tan@x.example\nEls Dam;els@x.example\nBo Ven|bo@x.example",
        'An Bos <an@x.example>; Dam, Els <els@x.example>; "Ven, Bo" <bo@x.example>;',
        "An Bos <an@x.example>\nEls Dam <els@x.example>, Bo Ven <bo@x.example>",
        "1. An Bos an@x.example\n2. Els Dam - els@x.example\n3. Bo Ven: bo@x.example",
        "1\tAn Bos\tan@x.example\n2\tEls Dam\tels@x.example\n3\tBo Ven\tbo@x.example",
        "• Bos, An; an@x.example\n• Dam, Els; els@x.example\n• Ven, Bo; bo@x.example",
    ],
)
def test_a_line_is_cut_by_what_separates_its_own_cells(text: str) -> None:
    found = read_colleagues(text, graph(*TWO_SCHOOLS))
    assert (found.problems, found.doubts) == ((), ())
    people = {(who.name, who.email) for change in found.changes if isinstance(who := change.record, Person)}
    assert people == {("An Bos", "an@x.example"), ("Els Dam", "els@x.example"), ("Bo Ven", "bo@x.example")}


def test_a_comma_within_a_name_cuts_no_line_of_a_list_that_something_else_cuts() -> None:
    found = read_colleagues("Bos, An;an@x.example;De Brug\nDam, Els\n", graph(*TWO_SCHOOLS))
    assert {c.record.name for c in found.changes if isinstance(c.record, Person)} == {"An Bos", "Els Dam"}


def test_family_names_before_given_names_are_no_functions() -> None:
    found = read_colleagues("Bos, An\nVan den Dam, Els\n", graph(*TWO_SCHOOLS))
    assert {change.record.name for change in found.changes if isinstance(change.record, Person)} == {
        "An Bos",
        "Els Van den Dam",
    }
    assert not [change for change in found.changes if isinstance(change.record, Role)]
    told = read_colleagues("An Bos, directeur\nEls Dam, leraar\n", graph(*TWO_SCHOOLS))
    assert {change.record.name for change in told.changes if isinstance(change.record, Role)} == {"Directeur", "Leraar"}


@pytest.mark.parametrize("bullet", ["- ", "• ", "3. ", "3) "])
def test_the_bullet_before_a_school_is_no_part_of_its_name(bullet: str) -> None:
    assert schools_in(f"{bullet}De Brug, Lier")[0].name == "De Brug"


def test_a_line_is_counted_as_it_was_pasted_with_blank_lines_between() -> None:
    found = read_colleagues("An;an@vaart.example;De Brug\n\n\nBo;b o@x;De Brug\n", graph(*TWO_SCHOOLS))
    assert [str(problem.place) for problem in found.problems] == ["line 4"]


def test_a_quote_that_is_not_closed_is_told() -> None:
    found = read_colleagues('An;an@vaart.example\n"Bo;bo@vaart.example\n', graph(*TWO_SCHOOLS))
    assert [str(problem.place) for problem in found.problems] == ["line 2"]


HANDY = st.text(alphabet=st.sampled_from("abÀ@.;,\t\n\r\"' 019\u202e\0<&"), max_size=60)


@given(HANDY)
@settings(max_examples=60)
def test_whatever_is_pasted_as_schools_is_read_or_told(text: str) -> None:
    found: tuple[PastedSchool, ...] = ()
    with suppress(InvalidInput):
        found = schools_in(text)
    assert all(one.name and one.level for one in found)


@given(HANDY)
@settings(max_examples=60)
def test_whatever_is_pasted_as_colleagues_is_read_or_told(text: str) -> None:
    found = read_colleagues(text, graph(*TWO_SCHOOLS))
    assert found.problems or not check_all(graph(*TWO_SCHOOLS).apply(found.changes))


def test_changes_are_puts_alone() -> None:
    changes = read_colleagues(PASTED, graph(*TWO_SCHOOLS)).changes
    assert {type(change) for change in changes} == {Put}
