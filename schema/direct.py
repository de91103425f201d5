"""Resolvers of relations and reads, set directly on the fields of the executable schema.

Around each resolver strawberry converts the arguments and makes an `Info`, which a list pays for every item. Below the
root most fields take nothing but numbers, dates and texts, which the executor has read already: those are asked
without it. What takes an enum, an input or the `Info` keeps it, and so do the root fields.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import isfunction

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    get_nullable_type,
)
from strawberry.types.field import StrawberryField

from graph.domain.spelling import camel

__all__ = ["set_directly"]


def set_directly(schema: GraphQLSchema) -> GraphQLSchema:
    """The schema itself, in which the fields that can be asked directly are; each gives the answer that it gave."""
    roots = (schema.query_type, schema.mutation_type)
    for named in schema.type_map.values():
        if isinstance(named, GraphQLObjectType) and named not in roots and not named.name.startswith("__"):
            for field in named.fields.values():
                _set(field)
    return schema


def _set(field: GraphQLField) -> None:
    declared = field.extensions.get("strawberry-definition")
    if not isinstance(declared, StrawberryField) or not all(map(_is_read_already, field.args.values())):
        return
    method = _method(declared)
    if method is not None:
        for argument in declared.arguments:
            field.args[argument.graphql_name or camel(argument.python_name)].out_name = argument.python_name
        field.resolve = _asking(method)


def _method(declared: StrawberryField) -> Callable[..., object] | None:
    """The method that a field asks, where it takes no more than the thing itself and the arguments of the field."""
    resolver = declared.base_resolver
    if resolver is None or resolver.self_parameter is None or declared.extensions:
        return None
    more = (resolver.info_parameter, resolver.root_parameter, resolver.parent_parameter)
    return resolver.wrapped_func if not any(more) and isfunction(resolver.wrapped_func) else None


def _is_read_already(argument: GraphQLArgument) -> bool:
    """Whether the executor gives a value as the resolver wants it."""
    return isinstance(get_nullable_type(argument.type), GraphQLScalarType)


def _asking(method: Callable[..., object]) -> Callable[..., object]:
    def resolve(source: object, _info: object, **asked: object) -> object:
        return method(source, **asked)

    return resolve
