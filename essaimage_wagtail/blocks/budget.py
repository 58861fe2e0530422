"""Budget: lines of expense and income; totals are computed, in Decimal, and the balance is shown."""

from decimal import Decimal

from babel.numbers import format_decimal
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..choices import BudgetSide, FunderKind, label_of
from ..forms.numbers import without_currency
from ..forms.text import babel_locale
from .base import (
    ChoiceBlock,
    CompleteStructBlock,
    KeptCharBlock,
    SectionBlock,
    SectionValue,
    attribution,
    entries,
    paragraph,
    text,
)
from .values import WRITTEN_LIKE, DecimalBlock, IntegerBlock


class BudgetLineValue(blocks.StructValue):
    def funder_label(self):
        return label_of(FunderKind, self["funder"])


class BudgetLineBlock(CompleteStructBlock):
    side = ChoiceBlock(
        choices=BudgetSide.choices, required=False, default=BudgetSide.EXPENSE, label=_("Expense or income")
    )
    label = text(_("What for, or from whom"))
    amount = DecimalBlock(required=False, max_digits=14, decimal_places=2, label=_("Amount"), help_text=WRITTEN_LIKE)
    year = IntegerBlock(required=False, min_value=1850, max_value=2100, label=_("Year"))
    funder = ChoiceBlock(choices=FunderKind.choices, required=False, label=_("Kind of funder (income)"))

    class Meta:
        label = _("Line")
        icon = "list-ul"
        value_class = BudgetLineValue
        label_format = "{label}: {amount}"
        columns = ("side", "label", "amount", "year", "funder")


class BudgetValue(SectionValue):
    @cached_property
    def rows(self):
        return self.filled_rows("lines")

    def sides(self):
        """Expenses, then income: ``[{"side", "label", "lines", "total"}, ...]``, totals as Decimal."""
        labels = {BudgetSide.EXPENSE: _("Expenses"), BudgetSide.INCOME: _("Income")}
        return [
            {
                "side": side.value,
                "label": label,
                "lines": [line for line in self.rows if self._side(line) == side],
                "total": self._total(side),
            }
            for side, label in labels.items()
        ]

    def balance(self):
        """Income less expenses; ``None`` when either side has no amount to compare."""
        if any(not self._amounts(side) for side in BudgetSide):
            return None
        return self._total(BudgetSide.INCOME) - self._total(BudgetSide.EXPENSE)

    def shares(self):
        """Income by kind of funder, the largest first: ``[{"label", "amount", "percent"}, ...]``.

        Amounts and percentages are Decimal, and percentages are of the kinds that gave something: those of the others
        are ``None``. Nothing when no kind is known, or there is only one.
        """
        totals = {}
        for line in self.rows:
            if self._side(line) == BudgetSide.INCOME and line["amount"] is not None:
                label = line.funder_label() or gettext("Kind of funder not given")
                totals[label] = totals.get(label, Decimal(0)) + line["amount"]
        if len(totals) < 2:
            return []
        whole = sum(amount for amount in totals.values() if amount > 0)
        return [
            {"label": label, "amount": amount, "percent": amount * 100 / whole if amount > 0 else None}
            for label, amount in sorted(totals.items(), key=lambda total: -total[1])
        ]

    def warnings(self):
        balance = self.balance()
        if not balance:
            return []
        pattern = "#,##0" if balance == balance.to_integral_value() else "#,##0.00"
        amount = format_decimal(balance, pattern, locale=babel_locale())
        return [
            gettext("The budget is out of balance by %(amount)s %(currency)s.")
            % {"amount": amount, "currency": self["currency"]}
        ]

    @staticmethod
    def _side(line):
        return BudgetSide.INCOME if line["side"] == BudgetSide.INCOME else BudgetSide.EXPENSE

    def _amounts(self, side):
        return [line["amount"] for line in self.rows if self._side(line) == side and line["amount"] is not None]

    def _total(self, side):
        return sum(self._amounts(side), Decimal(0))


class BudgetBlock(SectionBlock):
    introduction = paragraph(_("Introduction"), _("Of which year, and what is not counted in it?"))
    currency = KeptCharBlock(
        required=False,
        default="EUR",
        max_length=3,
        label=_("Currency"),
        help_text=_("Three letters: EUR, CHF, CAD."),
    )
    lines = entries(BudgetLineBlock(), _("Lines"))
    attribution = attribution()

    class Meta:
        label = _("Budget")
        description = _("Expenses and income; totals and balance are computed.")
        icon = "clipboard-list"
        template = "essaimage_wagtail/blocks/budget.html"
        value_class = BudgetValue

    def clean(self, value):
        """An amount may be written with the budget's own currency; one in another is refused."""
        for line in value["lines"] or []:
            if isinstance(line["amount"], str):
                line["amount"] = without_currency(line["amount"], value["currency"], babel_locale())
        return super().clean(value)

    def get_preview_value(self):
        return self.normalize(
            {
                "introduction": gettext("First year, volunteers’ time not counted."),
                "currency": "EUR",
                "lines": [
                    {"side": "expense", "label": gettext("Tools"), "amount": Decimal(1200), "year": 2023},
                    {"side": "expense", "label": gettext("Insurance"), "amount": Decimal(300), "year": 2023},
                    {
                        "side": "income",
                        "label": gettext("Grant from the town"),
                        "amount": Decimal(1000),
                        "year": 2023,
                        "funder": "local_authority",
                    },
                    {
                        "side": "income",
                        "label": gettext("Hat at the door"),
                        "amount": Decimal(450),
                        "year": 2023,
                        "funder": "members",
                    },
                ],
            }
        )
