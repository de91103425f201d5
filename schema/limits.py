"""What a document may cost, priced before it is validated or run.

One pass over the document, in which every fragment is priced once however often it is spread: the cost is linear
in the length of the document, also for fragments that spread each other a million times.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_list_type,
)
from graphql.type import GraphQLField, get_nullable_type

from schema.connections import LARGEST_PAGE, PAGE_SIZE

__all__ = ["Limits", "TooCostly", "check_cost"]

GUESSED_LIST = 5
META_WEIGHTS = MappingProxyType({"__schema": 3_000, "__type": 300, "__typename": 1})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a document may be.

    Attributes:
        characters: of the document.
        tokens: of the document.
        fragments: definitions.
        depth: fields within fields.
        selections: fields at one level of an answer, fragments spread out.
        aliases: in the whole document, fragments spread out.
        directives: at one place.
        mutations: root fields of a mutation.
        cost: points; a plain field is one, a list counts its fields as often as it may have items.
    """

    characters: int = 50_000
    tokens: int = 5_000
    fragments: int = 60
    depth: int = 20
    selections: int = 200
    aliases: int = 60
    directives: int = 4
    mutations: int = 5
    cost: int = 12_000


class TooCostly(Exception):
    """A document asks for more than the limits allow; the text says what and what to do."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a selection costs.

    Attributes:
        cost: points.
        depth: fields within fields.
        aliases: spread out.
        flat: fields at its own level, spread out.
    """

    cost: int = 0
    depth: int = 0
    aliases: int = 0
    flat: int = 0

    def __add__(self, other: Price) -> Price:
        return Price(
            self.cost + other.cost,
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.flat + other.flat,
        )


def check_cost(schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any], limits: Limits) -> int:
    """The cost of the dearest operation of a document, in points.

    Args:
        schema: whose types say which fields are lists.
        document: as it was parsed; it need not be valid.
        variables: as the client gave them; page sizes are looked up here.
        limits: what is allowed.

    Raises:
        TooCostly: something is over its limit, or a fragment spreads itself.
    """
    return _Pass(schema, document, variables, limits).run()


def _declared_weight(field: Any) -> int | None:
    definition = (field.extensions or {}).get("strawberry-definition") if hasattr(field, "extensions") else None
    weight = getattr(definition, "metadata", {}).get("cost")
    return int(weight) if weight is not None else None


class _Pass:
    """One pass over one document."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any], limits: Limits
    ) -> None:
        self.schema = schema
        self.document = document
        self.variables = variables
        self.limits = limits
        self.fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self.priced: dict[str, Price] = {}
        self.pricing: set[str] = set()

    def run(self) -> int:
        if len(self.fragments) > self.limits.fragments:
            raise TooCostly(f"The document has {len(self.fragments)} fragments; {self.limits.fragments} are allowed")
        for name in self.fragments:
            self._check(self._fragment(name))
        return max((self._operation(node) for node in self._operations()), default=0)

    def _operations(self) -> Iterator[OperationDefinitionNode]:
        return (node for node in self.document.definitions if isinstance(node, OperationDefinitionNode))

    def _operation(self, node: OperationDefinitionNode) -> int:
        self._check_directives(node)
        for variable in node.variable_definitions or ():
            self._check_directives(variable)
        price = self._selections(node.selection_set, self.schema.get_root_type(node.operation))
        self._check(price)
        if node.operation is OperationType.MUTATION and price.flat > self.limits.mutations:
            raise TooCostly(
                f"The mutation has {price.flat} root fields; {self.limits.mutations} are allowed. Send several requests"
            )
        return price.cost

    def _check(self, price: Price) -> None:
        limits = self.limits
        for what, size, most in (
            ("points", price.cost, limits.cost),
            ("levels of fields", price.depth, limits.depth),
            ("aliases", price.aliases, limits.aliases),
            ("fields at one level", price.flat, limits.selections),
        ):
            if size > most:
                shown = size if size < 10**9 else "more than a billion"
                raise TooCostly(
                    f"The document asks {shown} {what}; {most} are allowed. Ask smaller pages, or in several requests"
                )

    def _selections(self, selection_set: SelectionSetNode | None, parent: Any) -> Price:
        total = Price()
        for node in selection_set.selections if selection_set is not None else ():
            self._check_directives(node)
            if isinstance(node, FieldNode):
                total += self._field(node, parent)
            elif isinstance(node, InlineFragmentNode):
                total += self._selections(node.selection_set, self._condition(node.type_condition, parent))
            elif isinstance(node, FragmentSpreadNode):
                total += self._fragment(node.name.value)
        if total.flat > self.limits.selections:
            self._check(total)
        return total

    def _fragment(self, name: str) -> Price:
        if name in self.priced:
            return self.priced[name]
        definition = self.fragments.get(name)
        if definition is None:
            return Price()
        if name in self.pricing:
            raise TooCostly(f"The fragment {name[:60]} spreads itself. Take the spread out")
        self.pricing.add(name)
        self._check_directives(definition)
        price = self._selections(definition.selection_set, self._condition(definition.type_condition, None))
        self.pricing.discard(name)
        self.priced[name] = price
        return price

    def _field(self, node: FieldNode, parent: Any) -> Price:
        name = node.name.value
        field: GraphQLField | None = getattr(parent, "fields", {}).get(name)
        named = get_named_type(field.type) if field is not None else None
        below = self._selections(node.selection_set, named)
        weight = META_WEIGHTS.get(name, 1) if field is None else _declared_weight(field) or 1
        return Price(
            cost=weight + self._times(node, field, named, parent) * below.cost,
            depth=1 + below.depth,
            aliases=below.aliases + (node.alias is not None),
            flat=1,
        )

    def _times(self, node: FieldNode, field: GraphQLField | None, named: GraphQLNamedType | None, parent: Any) -> int:
        """How often the fields below a field may be answered."""
        if field is None or named is None or named.name.startswith("__"):
            return 1
        if named.name.endswith("Connection"):
            return self._page_size(node)
        if parent.name.endswith("Connection") or not is_list_type(get_nullable_type(field.type)):
            return 1
        return GUESSED_LIST

    def _page_size(self, node: FieldNode) -> int:
        sizes = [
            self._number(argument.value)
            for argument in node.arguments or ()
            if argument.name.value in ("first", "last", "limit")
        ]
        known = [size for size in sizes if size is not None]
        return max(1, min(max(known, default=PAGE_SIZE), LARGEST_PAGE))

    def _number(self, value: Any) -> int | None:
        if isinstance(value, IntValueNode):
            return int(value.value) if len(value.value) < 9 else LARGEST_PAGE
        if isinstance(value, VariableNode):
            given = self.variables.get(value.name.value, PAGE_SIZE)
            return given if isinstance(given, int) else PAGE_SIZE if given is None else LARGEST_PAGE
        return None

    def _condition(self, condition: Any, parent: Any) -> Any:
        return parent if condition is None else self.schema.type_map.get(condition.name.value)

    def _check_directives(self, node: Any) -> None:
        count = len(node.directives or ())
        if count > self.limits.directives:
            raise TooCostly(f"{count} directives stand at one place; {self.limits.directives} are allowed there")
