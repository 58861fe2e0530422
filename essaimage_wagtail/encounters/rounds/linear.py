"""A linear programme with HiGHS (the extra ``encounters``): columns and rows in, values and a bound out."""

import math
from dataclasses import dataclass, field
from importlib.util import find_spec


def has_solver() -> bool:
    return find_spec("highspy") is not None


@dataclass
class Solution:
    values: list[float]
    objective: float
    bound: float
    """Nothing is worth more."""


@dataclass
class Model:
    """A linear programme: choose values of the columns, within the limits of the rows, so that the sum of value times
    worth is as large as possible."""

    worths: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    rows: list[tuple[list[tuple[int, float]], float, float]] = field(default_factory=list)

    def column(self, worth: float, most: float = 1) -> int:
        """Add a column with values from 0 to ``most``; returns its number."""
        self.worths.append(worth)
        self.most.append(most)
        return len(self.worths) - 1

    def row(self, terms: list[tuple[int, float]], least: float = -math.inf, most: float = math.inf) -> None:
        if terms:
            self.rows.append((terms, least, most))

    def solve(self, *, whole: bool, seconds: float, enough: float | None = None) -> Solution | None:
        """The best values of the columns, or the best found within ``seconds``; ``None`` if none was found. ``whole``:
        whether the values must be whole numbers.

        The search ends as soon as the sum reaches ``enough``. One thread and a fixed seed make the same question give
        the same answer, unless time runs out. The solver gets no known programme to begin with: HiGHS 1.16 was seen to
        return that one instead of a better one that it had found.
        """
        import highspy
        import numpy as np

        if not self.worths:
            return Solution([], 0, 0)
        solver = highspy.Highs()
        solver.silent()
        for option, value in {
            "threads": 1,
            "random_seed": 1,
            "time_limit": max(seconds, 0.01),
            "mip_rel_gap": 0.0,
            "mip_abs_gap": 0.5,
        }.items():
            solver.setOptionValue(option, value)
        if enough is not None:
            solver.setOptionValue("objective_target", float(enough) - 0.5)
        if not whole:
            # The simplex method gives a corner of the polytope, which is whole for a problem of transportation.
            solver.setOptionValue("solver", "simplex")
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.worths), len(self.rows)
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = np.array(self.worths, dtype=float)
        model.col_lower_ = np.zeros(len(self.worths))
        model.col_upper_ = np.array(self.most, dtype=float)
        model.row_lower_ = np.array([least for _terms, least, _most in self.rows], dtype=float)
        model.row_upper_ = np.array([most for _terms, _least, most in self.rows], dtype=float)
        terms = [term for terms, _least, _most in self.rows for term in terms]
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(terms) for terms, _least, _most in self.rows)], dtype=np.int32)
        model.a_matrix_.index_ = np.array([column for column, _factor in terms], dtype=np.int32)
        model.a_matrix_.value_ = np.array([factor for _column, factor in terms], dtype=float)
        if whole:
            model.integrality_ = [highspy.HighsVarType.kInteger] * len(self.worths)
        solver.passModel(model)
        solver.run()
        info = solver.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        objective = info.objective_function_value
        return Solution(list(solver.getSolution().col_value), objective, info.mip_dual_bound if whole else objective)
