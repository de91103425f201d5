"""Texts that fit their field: a name with a letter, an e-mail address, the address that a sort of channel asks."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from graph.domain.declaring import FieldSpec, Form

__all__ = ["fitting", "with_fitting_address"]


def fitting(spec: FieldSpec, texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Texts for a field, made of any texts."""
    if spec.form is Form.NAME:
        return texts.map(lambda text: f"{text}é1")
    return st.sampled_from(["an@x.be", "Bo.D'hont+1@é.school"]) if spec.form is Form.EMAIL else texts


def with_fitting_address(plain: dict[str, Any]) -> dict[str, Any]:
    """A channel whose address is one of its sort; any other record as it is."""
    if plain["kind"] != "channel" or "address" not in plain:
        return plain
    known = {"phone": "+32 15/00.00 10", "mail": "an@x.be"}
    return {**plain, "address": known.get(plain.get("type", ""), "De gang, lokaal 3")}
