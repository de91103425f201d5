"""What a document may cost, priced before it is validated or run.

One pass over the document, in which every fragment is priced once however often it is spread: the cost is linear
in the length of the document, also for fragments that spread each other a million times.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from types import MappingProxyType
from typing import NamedTuple, Protocol

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NamedTypeNode,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_list_type,
    is_required_argument,
)
from graphql.type import GraphQLField, SchemaMetaFieldDef, TypeMetaFieldDef, get_nullable_type
from strawberry.types.field import StrawberryField

from graph.domain.codec import LONGEST_TEXT
from schema.paging import LARGEST_PAGE, PAGE_SIZE

__all__ = ["Cost", "Limits", "TooCostly", "TooLong", "check_cost", "check_texts"]

GUESSED_LIST = 5
META_WEIGHTS = MappingProxyType({"__schema": 3_000, "__type": 300, "__typename": 1})
META_FIELDS_PER_POINT = 8
"""So many fields of the schema itself count as one: what GraphiQL asks of it must stay within the limits."""
META_FIELDS = MappingProxyType({"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef})
WEIGHT_OF_GIVEN = 20
"""Points of each thing that is asked about in a list: it is looked up, perhaps by a search."""
ITEMS = frozenset({"nodes", "edges"})
"""The fields of a page that are answered as often as it has items."""
SIZES = frozenset({"first", "last", "limit"})
"""The arguments that say how many items a list may give."""


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
        text: characters of one text that is given, in the document or in its variables.
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
    text: int = LONGEST_TEXT


class HasDirectives(Protocol):
    """What directives may stand at, as far as they are counted."""

    @property
    def directives(self) -> Sized | None: ...


class TooCostly(Exception):
    """A document asks for more than the limits allow; the text says what and what to do."""


class TooLong(Exception):
    """A text that is given is longer than the limits allow; the text says how long it may be."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a selection costs.

    Attributes:
        cost: points.
        depth: fields within fields.
        aliases: spread out.
        flat: fields at its own level, spread out.
        once: points of what a page of a list tells beside its items.
    """

    cost: int = 0
    depth: int = 0
    aliases: int = 0
    flat: int = 0
    once: int = 0

    def __add__(self, other: Price) -> Price:
        return Price(
            self.cost + other.cost,
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.flat + other.flat,
            self.once + other.once,
        )


class Cost(NamedTuple):
    """What a document costs.

    Attributes:
        points: of its dearest operation.
        is_fixed: whether it costs that whatever its variables are.
    """

    points: int
    is_fixed: bool


def check_cost(schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, object], limits: Limits) -> Cost:
    """The cost of a document.

    Args:
        schema: whose types say which fields are lists.
        document: as it was parsed; it need not be valid.
        variables: as the client gave them; the sizes of lists are looked up here, and else in their defaults.
        limits: what is allowed.

    Raises:
        TooCostly: something is over its limit, or a fragment spreads itself.
        TooLong: a text in the document or in the variables is.
    """
    check_texts(variables, limits.text)
    looked = _Pass(schema, document, variables, limits)
    return Cost(looked.run(), not looked.is_sized_by_variables)


def check_texts(given: object, most: int) -> None:
    """Look at every text in plain values, however they are nested.

    Raises:
        TooLong: one has more characters than that.
    """
    waiting = [given]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str) and len(value) > most:
            raise TooLong(f"A text of {len(value)} characters is given; {most} are allowed")
        if isinstance(value, dict):
            waiting.extend((*value, *value.values()))
        elif isinstance(value, list):
            waiting.extend(value)


def _declared_weight(field: GraphQLField | None) -> int | None:
    definition = None if field is None else field.extensions.get("strawberry-definition")
    return definition.metadata.get("cost") if isinstance(definition, StrawberryField) else None


def _fields_of(named: GraphQLNamedType | None) -> Mapping[str, GraphQLField]:
    """The fields of a type, where it has any that are answered."""
    return named.fields if isinstance(named, GraphQLObjectType | GraphQLInterfaceType) else {}


class _Pass:
    """One pass over one document."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, object], limits: Limits
    ) -> None:
        self.schema = schema
        self.document = document
        self.variables = variables
        self.limits = limits
        self.fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self.defaults = _defaults(document)
        self.priced: dict[str, Price] = {}
        self.pricing: set[str] = set()
        self.is_sized_by_variables = False

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

    def _selections(self, selection_set: SelectionSetNode | None, parent: GraphQLNamedType | None) -> Price:
        total = Price()
        for node in selection_set.selections if selection_set is not None else ():
            self._check_directives(node)
            if isinstance(node, FieldNode):
                self._check_written(node)
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

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Price:
        name = node.name.value
        field: GraphQLField | None = META_FIELDS.get(name) or _fields_of(parent).get(name)
        named = get_named_type(field.type) if field is not None else None
        below = self._selections(node.selection_set, named)
        times = self._times(node, field, named, parent)
        cost = self._weight(name, field, node) + ceil(times * below.cost) + below.once
        beside = _is_connection(parent) and name not in ITEMS
        return Price(
            cost=0 if beside else cost,
            once=cost if beside else 0,
            depth=1 + below.depth,
            aliases=below.aliases + (node.alias is not None),
            flat=1,
        )

    def _weight(self, name: str, field: GraphQLField | None, node: FieldNode) -> int:
        if name in META_WEIGHTS:
            return META_WEIGHTS[name]
        declared = _declared_weight(field) or 1
        given = self._given(field, node) if field is not None else None
        return declared if given is None else max(declared, WEIGHT_OF_GIVEN * given)

    def _times(
        self,
        node: FieldNode,
        field: GraphQLField | None,
        named: GraphQLNamedType | None,
        parent: GraphQLNamedType | None,
    ) -> float:
        """How often the fields below a field may be answered."""
        if field is None or named is None:
            return 1
        if node.name.value in META_WEIGHTS:
            return 1 / META_FIELDS_PER_POINT
        if named.name.startswith("__"):
            return _meta_sizes(self.schema).get(node.name.value, 1.0)
        if _is_connection(named):
            return self._size(node, field, PAGE_SIZE)
        if _is_connection(parent) and node.name.value in ITEMS:
            return 1
        if not is_list_type(get_nullable_type(field.type)):
            return 1
        given = self._given(field, node)
        return self._size(node, field, GUESSED_LIST) if given is None else given

    def _given(self, field: GraphQLField, node: FieldNode) -> int | None:
        """How many things are asked about at once, of a field that answers a list about a list."""
        if not is_list_type(get_nullable_type(field.type)):
            return None
        asked = [name for name, one in field.args.items() if _is_needed_list(one)]
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        lengths = [self._length(given[name]) for name in asked if name in given]
        return max(lengths) if lengths else None

    def _length(self, value: ValueNode) -> int:
        if isinstance(value, ListValueNode):
            return len(value.values)
        if not isinstance(value, VariableNode):
            return 1
        self.is_sized_by_variables = True
        name = value.name.value
        if name in self.variables:
            given = self.variables[name]
            return len(given) if isinstance(given, list) else 1
        return max((self._length(default) for default in self.defaults.get(name, ())), default=0)

    def _size(self, node: FieldNode, field: GraphQLField, otherwise: int) -> int:
        """How many items a list may give: the size that is asked, else that of the schema, else what is usual."""
        unsaid = [one.default_value for name, one in field.args.items() if name in SIZES]
        otherwise = max((size for size in unsaid if isinstance(size, int)), default=otherwise)
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        sizes = [self._number(given[name]) for name in SIZES & set(given)]
        known = [size for size in sizes if size is not None]
        return max(1, min(max(known, default=otherwise), LARGEST_PAGE))

    def _number(self, value: ValueNode) -> int | None:
        if isinstance(value, IntValueNode):
            return int(value.value) if len(value.value) < 9 else LARGEST_PAGE
        if not isinstance(value, VariableNode):
            return None if isinstance(value, NullValueNode) else LARGEST_PAGE
        self.is_sized_by_variables = True
        name = value.name.value
        if name in self.variables:
            given = self.variables[name]
            return given if isinstance(given, int | None) else LARGEST_PAGE
        numbers = [self._number(default) for default in self.defaults.get(name, ())]
        return max((number for number in numbers if number is not None), default=None)

    def _condition(self, condition: NamedTypeNode | None, parent: GraphQLNamedType | None) -> GraphQLNamedType | None:
        return parent if condition is None else self.schema.type_map.get(condition.name.value)

    def _check_written(self, node: FieldNode) -> None:
        """Look at the texts among the arguments of a field."""
        waiting: list[ValueNode] = [argument.value for argument in node.arguments or ()]
        while waiting:
            value = waiting.pop()
            if isinstance(value, StringValueNode):
                check_texts(value.value, self.limits.text)
            elif isinstance(value, ListValueNode):
                waiting.extend(value.values)
            elif isinstance(value, ObjectValueNode):
                waiting.extend(field.value for field in value.fields)

    def _check_directives(self, node: HasDirectives) -> None:
        count = len(node.directives or ())
        if count > self.limits.directives:
            raise TooCostly(f"{count} directives stand at one place; {self.limits.directives} are allowed there")


def _defaults(document: DocumentNode) -> dict[str, list[ValueNode]]:
    """What the operations of a document give a variable for which the client gives nothing."""
    defaults: dict[str, list[ValueNode]] = {}
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            for variable in node.variable_definitions or ():
                if variable.default_value is not None:
                    defaults.setdefault(variable.variable.name.value, []).append(variable.default_value)
    return defaults


def _is_connection(parent: GraphQLNamedType | None) -> bool:
    return parent is not None and parent.name.endswith("Connection")


def _is_needed_list(argument: GraphQLArgument) -> bool:
    return is_required_argument(argument) and is_list_type(get_nullable_type(argument.type))


@lru_cache(maxsize=4)
def _meta_sizes(schema: GraphQLSchema) -> Mapping[str, float]:
    """How many items the lists of introspection have: of a type or a field, as many as it has on average."""
    types = list(schema.type_map.values())
    fields = [field for named in types for field in (getattr(named, "fields", None) or {}).values()]
    arguments = sum(len(getattr(field, "args", None) or ()) for field in fields)
    each = 1 / max(1, len(types))
    return MappingProxyType(
        {
            "types": float(len(types)),
            "directives": float(len(schema.directives)),
            "fields": len(fields) * each,
            "inputFields": len(fields) * each,
            "args": arguments / max(1, len(fields)),
            "enumValues": sum(len(getattr(named, "values", None) or ()) for named in types) * each,
            "interfaces": sum(len(getattr(named, "interfaces", None) or ()) for named in types) * each,
            "possibleTypes": float(GUESSED_LIST),
            "ofType": 0.5,
        }
    )
