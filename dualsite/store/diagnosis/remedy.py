"""What is to be mended, of a file as a whole and of single values."""

from __future__ import annotations

from dataclasses import dataclass

from dualsite.store.findings import Finding, Tallied, finding


@dataclass(frozen=True)
class Remedy:
    """One cause that concerns a file as a whole."""

    rule: str
    cause: str
    problem: str
    """A clause that says what is wrong."""
    advice: str
    """A sentence that says what to do."""
    value: str | None = None
    read_as: str | None = None
    row: int | None = None
    column: str | None = None
    total: int = 1
    is_certain: bool = True
    """Whether there is but one way to read it, so that a copy can be corrected."""

    def tallied(self, table: str) -> Tallied:
        """The finding that says it."""
        return self.finding(table), self.total - 1

    def finding(self, table: str) -> Finding:
        """The finding that says it, of its first place."""
        return finding(
            self.rule,
            table,
            self.problem,
            row=self.row,
            column=self.column,
            value=self.value,
            advice=self.advice,
            cause=self.cause,
            read_as=self.read_as,
        )


@dataclass(frozen=True)
class Mended:
    """As what a value is read that is not written as the contract wants it."""

    text: str | None
    """Written as the contract wants it, empty for no value; None when it cannot be told."""
    cause: str
    problem: str
    """A clause that says what is wrong, the same for all values of a cause."""
    advice: str
    is_certain: bool = True
