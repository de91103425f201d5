"""From the text of a query to its answer: parse, price, validate, coerce, run."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any, NotRequired, Protocol, TypedDict, cast

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    Undefined,
    ValueNode,
    execute,
    get_named_type,
    get_variable_values,
    parse,
    specified_rules,
    validate,
    value_from_ast_untyped,
)
from graphql.execution import Executor

from graph.domain.errors import DeadlineExceeded
from graph.usecases.looks import Looks
from graph.usecases.weighed import Weighed
from schema.errors import (
    BAD_USER_INPUT,
    COST_LIMIT,
    OPERATION_RESOLUTION_FAILURE,
    PARSE_FAILED,
    VALIDATION_FAILED,
    Refused,
    ToldError,
    answered_error,
    refused_error,
)
from schema.limits import Cost, Limits, TooCostly, TooLong, check_cost, check_texts
from schema.scalars import KnownAtValue, read_known_at

__all__ = ["LARGE_DOCUMENT", "Engine", "OperationResult", "Prepared"]

MOST_ERRORS = 20
CHARACTERS_KEPT = 400_000
"""Of the documents that are kept; parsed, each takes some 130 bytes."""
LARGE_COST = 300
"""Points from which a query takes so long that nobody else should wait for it."""
WIDE = frozenset({"PersonConnection", "RoleConnection"})
"""Lists of all of a kind that is very many: the first to ask for one waits until it is known what they see of it."""
LARGE_DOCUMENT = 4_000
"""Characters from which the same holds for looking at a document."""
MOST_MOMENTS = 2
MOMENT_ARGUMENTS = frozenset({"knownAt", "sinceKnownAt"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An operation that may be run.

    Attributes:
        document: the parsed document.
        operation: the operation of it that is asked.
        variables: as the client gave them.
        moments: the distinct moments of knowledge that its root fields name, in `knownAt` and `sinceKnownAt`.
        cost: points.
        name: what is asked, for whoever counts: the field of the schema, `several` of them, or `schema`.
        is_wide: whether a root field of it lists all of a kind of which there are very many.
    """

    document: DocumentNode
    operation: OperationDefinitionNode
    variables: dict[str, object]
    moments: tuple[KnownAtValue, ...]
    cost: int
    name: str
    is_wide: bool

    @property
    def is_query(self) -> bool:
        """Whether it only reads."""
        return self.operation.operation is OperationType.QUERY

    @property
    def is_large(self) -> bool:
        """Whether it only reads, and may take so long that it should run beside the event loop."""
        return self.is_query and (self.cost >= LARGE_COST or self.is_wide)


class OperationResult(TypedDict):
    """The answer to a document.

    Attributes:
        data: what was asked; None when nothing of it could be answered.
        errors: of the fields that failed.
    """

    data: dict[str, object] | None
    errors: NotRequired[list[ToldError]]


class HasTime(Protocol):
    """The context of a request, as far as running needs it."""

    def check_time(self) -> None:
        """Do nothing while there is time and somebody waits; raises `DeadlineExceeded` else."""


class _OutOfTime(BaseException):
    """Ends an execution at once: as an exception it would become an error of each field that is still to come."""

    def __init__(self, reason: DeadlineExceeded) -> None:
        self.reason = reason
        super().__init__()


class _StoppableExecutor(Executor[Any]):
    """Looks before each field whether there is still time, and somebody who waits."""

    def execute_field(self, *given: Any) -> Any:
        try:
            self.context_value.check_time()
        except DeadlineExceeded as late:
            raise _OutOfTime(late) from None
        return super().execute_field(*given)


@dataclass(frozen=True, slots=True)
class _Operation:
    """An operation of a document.

    Attributes:
        node: the operation.
        name: as `Prepared.name`.
        moments: what its root fields are given as a moment of knowledge.
        is_wide: as `Prepared.is_wide`.
    """

    node: OperationDefinitionNode
    name: str
    moments: tuple[ValueNode, ...]
    is_wide: bool

    @classmethod
    def of(cls, schema: GraphQLSchema, document: DocumentNode, name: str | None) -> _Operation:
        """The operation of that name.

        Raises:
            Refused: it has none, or none is named where it has several.
        """
        node = _operation(document, name)
        fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
        fields = tuple(_root_fields(node.selection_set, fragments, set()))
        (first, *others) = sorted({each.name.value for each in fields}) or ["schema"]
        root = schema.get_root_type(node.operation)
        known = root.fields if root is not None else {}
        given = {get_named_type(known[each.name.value].type).name for each in fields if each.name.value in known}
        return cls(
            node=node,
            name="several" if others else "schema" if first.startswith("__") else first,
            moments=tuple(
                argument.value
                for each in fields
                for argument in each.arguments or ()
                if argument.name.value in MOMENT_ARGUMENTS
            ),
            is_wide=not WIDE.isdisjoint(given),
        )


@dataclass(frozen=True, slots=True)
class _Document:
    """A valid document, with what was found out about it.

    Attributes:
        node: as it was parsed.
        cost: points; None = its variables decide.
    """

    node: DocumentNode
    cost: int | None
    _operations: dict[str | None, _Operation] = field(default_factory=dict)

    def operation(self, schema: GraphQLSchema, name: str | None) -> _Operation:
        """The operation of that name; raises as `_Operation.of`."""
        found = self._operations.get(name)
        if found is None:
            found = self._operations[name] = _Operation.of(schema, self.node, name)
        return found


@dataclass(slots=True)
class Engine:
    """Runs documents against one schema; keeps the documents that it has seen parsed and validated.

    Attributes:
        schema: the executable schema.
        limits: what a document may cost.
        introspection: whether documents may ask for the schema.
        suggestions: whether a misspelt name is answered with names that exist.
        looks: how often a document was seen before.
    """

    schema: GraphQLSchema
    limits: Limits = field(default_factory=Limits)
    introspection: bool = True
    suggestions: bool = True
    looks: Looks = field(default_factory=Looks)
    _documents: Weighed[str, _Document] = field(
        default_factory=lambda: Weighed(CHARACTERS_KEPT, lambda query, _document: len(query))
    )

    def prepare(self, query: str, *, operation_name: str | None = None, variables: Mapping[str, object]) -> Prepared:
        """Check everything that can be checked before running.

        Raises:
            Refused: the document is too large, does not parse, costs too much or is not valid; no operation of it
                is meant; or its variables do not fit.
        """
        known = self._documents.find(query)
        self.looks.found += known is not None
        self.looks.made += known is None
        if known is None:
            known, cost = self._looked_at(query, variables)
        else:
            cost = self._cost(known, variables)
        operation = known.operation(self.schema, operation_name)
        coerced = self._coerced(operation.node, variables)
        return Prepared(
            document=known.node,
            operation=operation.node,
            variables=dict(variables),
            moments=_moments(operation, coerced),
            cost=cost,
            name=operation.name,
            is_wide=operation.is_wide,
        )

    def _looked_at(self, query: str, variables: Mapping[str, object]) -> tuple[_Document, int]:
        node = self._parsed(query)
        cost = self._priced(node, variables)
        self._validate(node)
        known = _Document(node, cost.points if cost.is_fixed else None)
        self._documents.keep(query, known)
        return known, cost.points

    def _cost(self, known: _Document, variables: Mapping[str, object]) -> int:
        if known.cost is None:
            return self._priced(known.node, variables).points
        try:
            check_texts(variables, self.limits.text)
        except TooLong as error:
            raise Refused.because(BAD_USER_INPUT, f"{error}.") from None
        return known.cost

    async def run(self, prepared: Prepared, context: HasTime) -> OperationResult:
        """The answer: `data`, and `errors` with codes where fields failed.

        Raises:
            DeadlineExceeded: there was no time left for some field, or nobody waits any longer.
        """
        begun = self.begin(prepared, context)
        return await begun if isawaitable(begun) else begun

    def begin(self, prepared: Prepared, context: HasTime) -> OperationResult | Awaitable[OperationResult]:
        """The answer, or what it comes from where some field has to be waited for; raises as `run`."""
        try:
            outcome = execute(
                self.schema,
                prepared.document,
                context_value=context,
                variable_values=prepared.variables,
                operation_name=prepared.operation.name.value if prepared.operation.name else None,
                hide_suggestions=not self.suggestions,
                executor_class=_StoppableExecutor if prepared.is_large else None,
            )
        except _OutOfTime as late:
            raise late.reason from None
        return self._awaited(outcome) if isawaitable(outcome) else _answered(outcome)

    async def _awaited(self, outcome: Awaitable[ExecutionResult]) -> OperationResult:
        try:
            return _answered(await outcome)
        except _OutOfTime as late:
            raise late.reason from None

    def _parsed(self, query: str) -> DocumentNode:
        limits = self.limits
        if len(query) > limits.characters:
            raise Refused.because(
                COST_LIMIT, f"The document has {len(query)} characters; {limits.characters} are allowed."
            )
        try:
            return parse(query, max_tokens=limits.tokens, max_comments=limits.tokens)
        except GraphQLSyntaxError as error:
            # The parser tells a document with too many tokens apart by its sentence alone.
            code = COST_LIMIT if error.message.endswith("Parsing aborted.") else PARSE_FAILED
            raise Refused([refused_error(error, code)]) from None
        except RecursionError:
            raise Refused.because(COST_LIMIT, "The document is nested too deeply.") from None

    def _priced(self, document: DocumentNode, variables: Mapping[str, object]) -> Cost:
        try:
            return check_cost(self.schema, document, variables, self.limits)
        except TooCostly as error:
            raise Refused.because(COST_LIMIT, f"{error}.") from None
        except TooLong as error:
            raise Refused.because(BAD_USER_INPUT, f"{error}.") from None

    def _validate(self, document: DocumentNode) -> None:
        rules = specified_rules if self.introspection else (*specified_rules, NoSchemaIntrospectionCustomRule)
        errors = validate(self.schema, document, rules, MOST_ERRORS, hide_suggestions=not self.suggestions)
        if errors:
            raise Refused(refused_error(error, _code_of(error)) for error in errors)

    def _coerced(self, operation: OperationDefinitionNode, variables: Mapping[str, object]) -> dict[str, object]:
        if not operation.variable_definitions:
            return {}
        result = get_variable_values(
            self.schema,
            operation.variable_definitions,
            dict(variables),
            max_errors=MOST_ERRORS,
            hide_suggestions=not self.suggestions,
        )
        if isinstance(result, list):
            raise Refused(refused_error(error, BAD_USER_INPUT) for error in result)
        return dict(result.coerced)


def _answered(result: ExecutionResult) -> OperationResult:
    answer = OperationResult(data=result.data)
    if result.errors:
        answer["errors"] = [answered_error(error) for error in result.errors]
    return answer


def _code_of(error: GraphQLError) -> str:
    """The code of what is not valid: a value that its scalar refuses is a mistake of whoever fills it in, wherever it
    stands."""
    return BAD_USER_INPUT if isinstance(error.original_error, ValueError) else VALIDATION_FAILED


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if name is not None:
        operations = [node for node in operations if node.name and node.name.value == name]
    if len(operations) == 1:
        return operations[0]
    said = (
        f"No operation is called {name[:60]!r}"
        if name is not None
        else f"The document has {len(operations)} operations"
    )
    raise Refused.because(OPERATION_RESOLUTION_FAILURE, f"{said}. Give `operationName` with the name of one of them.")


def _moments(operation: _Operation, variables: dict[str, object]) -> tuple[KnownAtValue, ...]:
    values = [value_from_ast_untyped(value, variables) for value in operation.moments]
    read = (value if not isinstance(value, str | int) else read_known_at(value) for value in values)
    moments = tuple(dict.fromkeys(moment for moment in read if moment is not None and moment is not Undefined))
    if len(moments) > MOST_MOMENTS:
        raise Refused.because(
            COST_LIMIT, f"The request names {len(moments)} moments of knowledge; {MOST_MOMENTS} are allowed."
        )
    return cast(tuple[KnownAtValue, ...], moments)


def _root_fields(
    selections: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], seen: set[str]
) -> Iterable[FieldNode]:
    for node in selections.selections:
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, FragmentSpreadNode):
            name = node.name.value
            if name not in seen and name in fragments:
                seen.add(name)
                yield from _root_fields(fragments[name].selection_set, fragments, seen)
        else:
            yield from _root_fields(node.selection_set, fragments, seen)  # type: ignore[attr-defined]
