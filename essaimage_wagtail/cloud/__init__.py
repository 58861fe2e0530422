"""The cloud of all initiatives: its filters, its list and its picture."""
