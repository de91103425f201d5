"""Integer programs of analyses, solved exactly by HiGHS or bounded when the time is over.

program = Program()
an, bram = program.binary(1), program.binary(1)
program.constrain({an: 1.0, bram: 1.0}, lowest=1)
program.solve().values
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.analyses.common.deadline import Deadline

__all__ = ["Program", "Solved"]

OPTIMAL, INFEASIBLE = 0, 2
ROUNDING = 1e-6
"""By how much a bound of the solver may miss a whole number."""


@dataclass(frozen=True, slots=True)
class Solved:
    """What the solver found.

    Attributes:
        values: a value per column; None = no solution was found.
        bound: no solution costs less.
        optimal: whether `values` is proven to cost least.
        infeasible: whether it is proven that there is no solution.
        tried: whether there was time to begin at all.
    """

    values: Sequence[float] | None
    bound: int
    optimal: bool = False
    infeasible: bool = False
    tried: bool = True


class Program:
    """Columns from 0 to a highest value with whole costs, and rows; solved for the least total cost."""

    def __init__(self) -> None:
        self._cost: list[float] = []
        self._whole: list[int] = []
        self._most: list[float] = []
        self._cells: tuple[list[int], list[int], list[float]] = ([], [], [])
        self._lowest: list[float] = []
        self._highest: list[float] = []

    def binary(self, cost: float = 0.0) -> int:
        """A column of 0 or 1."""
        return self._column(cost, whole=1, most=1.0)

    def fraction(self, cost: float = 0.0, *, most: float = 1.0) -> int:
        """A column of any value from 0 to `most`; its costs must come out whole when the whole columns are whole."""
        return self._column(cost, whole=0, most=most)

    def costs(self) -> dict[int, float]:
        """The row that adds the costs up."""
        return {column: cost for column, cost in enumerate(self._cost) if cost}

    def constrain(self, row: Mapping[int, float], *, lowest: float = -math.inf, highest: float = math.inf) -> None:
        """Let the weighted sum of some columns lie between two values."""
        rows, columns, values = self._cells
        for column, value in row.items():
            rows.append(len(self._lowest))
            columns.append(column)
            values.append(value)
        self._lowest.append(lowest)
        self._highest.append(highest)

    def solve(self, deadline: Deadline | None = None) -> Solved:
        """Solve; without time left nothing is tried. Costs are whole numbers, so a bound is rounded up."""
        if deadline is not None and deadline.is_over:
            return Solved(None, 0, tried=False)
        # Imported here: the solver takes longer to load than most commands need to answer.
        import numpy as np
        from scipy.optimize import Bounds, milp

        rows, cost = self._rows(), np.array(self._cost)
        whole, bounds = np.array(self._whole), Bounds(0, np.array(self._most))
        left = None if deadline is None else deadline.left()  # of which the making of these took a part
        if left == 0.0:
            return Solved(None, 0, tried=False)
        options = {"mip_rel_gap": 0.0} | ({} if left is None else {"time_limit": left})
        return _read(milp(cost, integrality=whole, bounds=bounds, constraints=rows, options=options))

    def _column(self, cost: float, *, whole: int, most: float) -> int:
        self._cost.append(float(cost))
        self._whole.append(whole)
        self._most.append(most)
        return len(self._cost) - 1

    def _rows(self) -> Any:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import coo_array

        rows, columns, values = self._cells
        shape = (len(self._lowest), len(self._cost))
        return LinearConstraint(coo_array((values, (rows, columns)), shape=shape).tocsc(), self._lowest, self._highest)


def _read(result: object) -> Solved:
    status = getattr(result, "status", None)
    values = getattr(result, "x", None)
    bound = getattr(result, "mip_dual_bound", None)
    if bound is None and status == OPTIMAL:  # without whole columns the solver proves by its own value
        bound = getattr(result, "fun", None)
    whole = math.ceil(bound - ROUNDING) if bound is not None and math.isfinite(bound) else 0
    if status == INFEASIBLE:
        return Solved(None, whole, infeasible=True)
    return Solved(values, whole, optimal=status == OPTIMAL)
