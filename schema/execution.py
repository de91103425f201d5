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
    execute,
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
from schema.limits import Limits, TooCostly, TooLong, check_cost
from schema.scalars import KnownAtValue, read_known_at

__all__ = ["LARGE_DOCUMENT", "Answered", "Engine", "Prepared"]

MOST_ERRORS = 20
CHARACTERS_KEPT = 400_000
"""Of the documents that are kept; parsed, each takes some 130 bytes."""
LARGE_COST = 300
"""Points from which a query takes so long that nobody else should wait for it."""
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
    """

    document: DocumentNode
    operation: OperationDefinitionNode
    variables: dict[str, object]
    moments: tuple[KnownAtValue, ...]
    cost: int

    @property
    def name(self) -> str:
        """What is asked, for whoever counts: the field of the schema, `several` of them, or `schema`."""
        fragments = {
            node.name.value: node for node in self.document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        named = {node.name.value for node in _root_fields(self.operation.selection_set, fragments, set())}
        (first, *others) = sorted(named) or ["schema"]
        return "several" if others else "schema" if first.startswith("__") else first

    @property
    def is_query(self) -> bool:
        """Whether it only reads."""
        return self.operation.operation is OperationType.QUERY

    @property
    def is_large(self) -> bool:
        """Whether it only reads, and may take so long that it should run beside the event loop."""
        return self.is_query and self.cost >= LARGE_COST


class Answered(TypedDict):
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
    _documents: Weighed[str, DocumentNode] = field(
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
        document = known if known is not None else self._parsed(query)
        cost = self._priced(document, variables)
        if known is None:
            self._validate(document)
            self._documents.keep(query, document)
        operation = _operation(document, operation_name)
        coerced = self._coerced(operation, variables)
        return Prepared(
            document=document,
            operation=operation,
            variables=dict(variables),
            moments=_moments(document, operation, coerced),
            cost=cost,
        )

    async def run(self, prepared: Prepared, context: HasTime) -> Answered:
        """The answer: `data`, and `errors` with codes where fields failed.

        Raises:
            DeadlineExceeded: there was no time left for some field, or nobody waits any longer.
        """
        begun = self.begin(prepared, context)
        return await begun if isawaitable(begun) else begun

    def begin(self, prepared: Prepared, context: HasTime) -> Answered | Awaitable[Answered]:
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

    async def _awaited(self, outcome: Awaitable[ExecutionResult]) -> Answered:
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

    def _priced(self, document: DocumentNode, variables: Mapping[str, object]) -> int:
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
        result = get_variable_values(
            self.schema,
            operation.variable_definitions or (),
            dict(variables),
            max_errors=MOST_ERRORS,
            hide_suggestions=not self.suggestions,
        )
        if isinstance(result, list):
            raise Refused(refused_error(error, BAD_USER_INPUT) for error in result)
        return dict(result.coerced)


def _answered(result: ExecutionResult) -> Answered:
    answer = Answered(data=result.data)
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


def _moments(
    document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, object]
) -> tuple[KnownAtValue, ...]:
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    values = [
        value_from_ast_untyped(argument.value, dict(variables))
        for node in _root_fields(operation.selection_set, fragments, set())
        for argument in node.arguments or ()
        if argument.name.value in MOMENT_ARGUMENTS
    ]
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
