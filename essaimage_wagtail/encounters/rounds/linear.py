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
    """What is to be made as large as possible: the sum of columns, each at its worth, between the limits of the
    rows."""

    worths: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    rows: list[tuple[list[tuple[int, float]], float, float]] = field(default_factory=list)

    def column(self, worth: float, most: float = 1) -> int:
        """A new column from 0 to ``most``; its number."""
        self.worths.append(worth)
        self.most.append(most)
        return len(self.worths) - 1

    def row(self, terms: list[tuple[int, float]], least: float = -math.inf, most: float = math.inf) -> None:
        if terms:
            self.rows.append((terms, least, most))

    def solve(self, *, whole: bool, seconds: float, enough: float | None = None) -> Solution | None:
        """The best values, whole ones if asked for; or the best found in time. ``None``, if none was found.

        The search ends where ``enough`` is reached. One thread and a seed: the same question has the same answer,
        unless time runs out. No known programme is given to begin with: with one, HiGHS 1.16 was seen to give it back
        in the place of the better one that it had found.
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
            # Its answers are corners of the polytope: whole where the programme is one of transportation.
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
