"""A record as a short sentence for people, for lists of what changed and for histories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from graph.domain.kinds import Edge, Node, Record
from graph.domain.text import N_
from graph.reports.naming import Naming
from graph.words.catalogue import Texts

__all__ = ["EDGE_SENTENCES", "FIELD_WORDS", "field_words", "sentence"]

EDGE_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "PART_OF": N_("{one} belongs to {other}"),
        "AT": N_("{one} is at {other}"),
        "OF_TYPE": N_("{one} is a function of the type {other}"),
        "SERVES": N_("{one} works for {other}"),
        "HOLDS": N_("{one} has the function {other}"),
        "ABSENT_FROM": N_("{one} is not available at {other}"),
        "AFFILIATED_WITH": N_("{one} belongs to {other}"),
        "DECIDES": N_("{one} decides on “{other}”"),
        "EXECUTES": N_("{one} carries out “{other}”"),
        "STEERS": N_("{one} steers and follows up “{other}”"),
        "CONTACT_POINT_FOR": N_("{one} is contact point for “{other}”"),
        "USUALLY": N_("whoever is {one} usually takes on “{other}”"),
        "MEMBER_OF": N_("{one} sits in {other}"),
        "BODY_OF": N_("{one} is a consultation of {other}"),
        "CONSULTED_ON": N_("{one} is consulted on “{other}”"),
        "IN_GROUP": N_("“{one}” belongs to the task group {other}"),
        "KNOWS": N_("{one} knows {other}"),
        "REQUIRES": N_("“{one}” asks expertise in {other}"),
        "BROADER": N_("{one} is part of {other}"),
        "SUPPORTS": N_("{one} supports {other}"),
        "ADVISES": N_("{one} advises {other}"),
        "OPTS_OUT": N_("{one} does “{other}” itself"),
        "NOT_USED_AT": N_("“{one}” is not for {other}"),
        "REACHED_BY": N_("{one} can be reached by {other}"),
        "ADOPTS": N_("{one} follows the start list {other}"),
        "EXCEPTED_FROM": N_("{one} deviates from {other}"),
        "ALLOTTED_TO": N_("{one} is for {other}"),
    }
)
"""Per kind of edge, what it says of its two ends."""

FIELD_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "about": N_("expertise"),
        "accepted_by": N_("decided by"),
        "acting_for": N_("replaces"),
        "address": N_("address"),
        "aliases": N_("earlier ids"),
        "applies_to": N_("applies to"),
        "applies_to_levels": N_("levels of education"),
        "applies_to_types": N_("sorts of organisation"),
        "capacity": N_("capacity"),
        "ceiling_eur": N_("amount limit"),
        "channel": N_("channel"),
        "cost": N_("distance"),
        "days": N_("fixed days"),
        "email": N_("e-mail"),
        "entered_by": N_("filled in by"),
        "fallback": N_("who answers meanwhile"),
        "family_name": N_("family name"),
        "finding": N_("point of attention"),
        "fraction": N_("appointment"),
        "fraction_as_written": N_("appointment"),
        "from_id": N_("who or what"),
        "given_name": N_("given name"),
        "granted_by": N_("granted by"),
        "granted_in": N_("granted in"),
        "granted_on": N_("granted on"),
        "grants_mandates": N_("is about granting"),
        "hours_per_week": N_("hours per week"),
        "ict_hours": N_("ICT hours"),
        "ict_points": N_("ICT points"),
        "id": N_("id"),
        "identifiers": N_("numbers in other systems"),
        "implies": N_("goes together with"),
        "independent_of": N_("independent of"),
        "inherits": N_("takes over mandates from above"),
        "keywords": N_("everyday words"),
        "latitude": N_("place on the map"),
        "level": N_("level"),
        "levels": N_("levels of education"),
        "links": N_("links"),
        "longitude": N_("place on the map"),
        "mandate": N_("who does what"),
        "maximum": N_("most people"),
        "minimum": N_("fewest people"),
        "municipality": N_("municipality"),
        "name": N_("name"),
        "names": N_("name in other languages"),
        "note": N_("note"),
        "number": N_("institution number"),
        "obligation": N_("how binding"),
        "pooled": N_("brought together"),
        "postcode": N_("postcode"),
        "private": N_("for the own team only"),
        "profile": N_("start list"),
        "provenance": N_("provenance"),
        "pupils": N_("number of pupils"),
        "purpose": N_("purpose"),
        "rank": N_("order"),
        "reason": N_("reason"),
        "relation": N_("sort of link"),
        "rhythm": N_("how often"),
        "school_year": N_("school year"),
        "scope": N_("applies to"),
        "seats": N_("number of places"),
        "share_expertise": N_("shares expertise with"),
        "since": N_("first day"),
        "source": N_("source"),
        "stage": N_("say"),
        "subject": N_("task or decision"),
        "to_id": N_("about what"),
        "type": N_("sort"),
        "unnamed_members": N_("members without a name"),
        "until": N_("last day"),
        "usual_level": N_("usual level"),
        "verified_on": N_("last checked"),
        "wants": N_("wishes to do or learn this"),
        "weight": N_("weight"),
        "where": N_("where"),
    }
)
"""What a field of a record is called."""


def sentence(record: Record, naming: Naming) -> str:
    """What a record says: the name of a node; of an edge a sentence about its two ends.

    Ends that the reader may not see are not named.
    """
    if isinstance(record, Node):
        return naming(record.id)
    if isinstance(record, Edge):
        template = EDGE_SENTENCES[record.kind]
        return naming.texts.gettext(template, one=naming(record.from_id), other=naming(record.to_id))
    raise TypeError(f"{type(record).__name__} is no record of the graph")


def field_words(fields: Iterable[str], texts: Texts) -> str:
    """The fields of a record in words, each once, with commas between them."""
    return ", ".join(dict.fromkeys(texts.gettext(FIELD_WORDS[name]) for name in fields))
