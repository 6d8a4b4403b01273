"""A plan file that was read: its text is parsed once, and all that is asked of it later goes by that."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path as FilePath

import attrs

from relsched.dates.working_calendar import WorkingCalendar
from relsched.errors import Path, RelschedError
from relsched.plan.plan import Plan
from relsched.planfile.nodes import Node, nodes_of
from relsched.planfile.patching import Patch, patched
from relsched.planfile.plan_reading import read_plan_text, with_lines
from relsched.planfile.text_files import read_text
from relsched.short_repr import cut


@attrs.frozen(slots=False)
class PlanFile:
    """A plan file that was read.

    Attributes:
        text: The YAML.
        name: What the file is called in messages.
        plan: The plan that it says.
        nodes: The node at each path: `("deadlines", 4, "when")`, as in errors, is a value;
            `("key", "deadlines", 4, "when")` is its key.
        words: The places of timings that are written in the words people use, each with its words. The plan has
            them in canonical form.
    """

    text: str
    name: str
    plan: Plan
    nodes: Mapping[Path, Node] = attrs.field(eq=False, repr=False)
    words: Mapping[Path, str] = attrs.field(factory=dict, eq=False, repr=False)

    def __repr__(self) -> str:
        return f"<PlanFile {cut(self.name)}: {self.plan!r}>"

    @classmethod
    def read(
        cls,
        path: str | FilePath,
        calendars: Mapping[str, WorkingCalendar] | None = None,
    ) -> PlanFile:
        """Read a plan file.

        Args:
            path: The file.
            calendars: Working calendars that the plan may name beside its own and the countries'.

        Raises:
            RelschedError: Everything that is wrong, all at once, each with its line.
        """
        return cls.parse(read_text(path), str(path), calendars)

    @classmethod
    def parse(
        cls,
        text: str,
        name: str = "plan.yaml",
        calendars: Mapping[str, WorkingCalendar] | None = None,
    ) -> PlanFile:
        """Read the text of a plan file.

        Args:
            text: The YAML.
            name: What the file is called in messages.
            calendars: Working calendars that the plan may name beside its own and the countries'.

        Raises:
            RelschedError: Everything that is wrong, all at once, each with its line.
        """
        reading = read_plan_text(text, name, calendars)
        if reading.plan is None:
            raise reading.error()
        return cls(text, name, reading.plan, reading.nodes, reading.words)

    @cached_property
    def lines(self) -> Mapping[Path, int]:
        """The line on which each part stands: that of its key, or where an item of a list begins."""
        return {
            path: self.nodes.get(("key", *path), node).line
            for path, node in self.nodes.items()
            if path[:1] != ("key",)
        }

    def line_of(self, path: Path) -> int | None:
        """Give the line on which a part stands, None where the file has no such part.

        Args:
            path: Keys and positions from the top, such as `("deadlines", 4, "when")`.
        """
        return self.lines.get(path)

    def locate(self, error: RelschedError) -> RelschedError:
        """Give an error that came up after the file was read its line in the file.

        Args:
            error: What `resolve` raised, or several at once.
        """
        return with_lines(error, self.nodes, self.name)

    def patched(
        self,
        plan: Plan,
        ids: Mapping[str, str | None] | None = None,
        *,
        words: Mapping[str, str] | None = None,
    ) -> Patch:
        """Give the text of the file, changed so that it reads as another plan.

        Only phases, events, deadlines, questions and the date of issue are looked at: all else must be as it is in
        the file.

        Args:
            plan: The plan that it shall say.
            ids: The new id of an item, None where it is deleted; an item that isn't named keeps its id.
            words: Ids that stand for others in timings, so that an owner's own words can stay around them.
        """
        return patched(self.text, self.nodes, self.plan, plan, ids or {}, words or {}, self.words)


def parse_plan(
    text: str,
    name: str = "plan.yaml",
    calendars: Mapping[str, WorkingCalendar] | None = None,
) -> Plan:
    """Read a plan from the text of a plan file.

    Args:
        text: The YAML.
        name: What the file is called in messages.
        calendars: Working calendars that the plan may name beside its own and the countries'.

    Raises:
        RelschedError: Everything that is wrong, all at once, each with its line.
    """
    return PlanFile.parse(text, name, calendars).plan


def read_plan(path: str | FilePath, calendars: Mapping[str, WorkingCalendar] | None = None) -> Plan:
    """Read a plan file.

    Args:
        path: The file.
        calendars: Working calendars that the plan may name beside its own and the countries'.

    Raises:
        RelschedError: Everything that is wrong, all at once, each with its line.
    """
    return PlanFile.read(path, calendars).plan


def locate(error: RelschedError, text: str, name: str = "plan.yaml") -> RelschedError:
    """Give an error that came up after a plan file was read its line in the file.

    Args:
        error: What `resolve` raised, or several at once.
        text: The text of the plan file.
        name: What the file is called in messages.
    """
    return with_lines(error, nodes_of(text, name), name)
