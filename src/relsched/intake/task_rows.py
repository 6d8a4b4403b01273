"""Rows of tasks made of lines: numbers become ids, introductions context, and each gets the cells that are its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import attrs

from relsched.documents.content import Defect, DocumentPlace
from relsched.documents.numbering import Number, inner_numbers, split_bullet, split_sub_number
from relsched.intake.document_sections import DocumentSection
from relsched.intake.row_joining import Line, Piece, Pieces, RowGroup, text_of
from relsched.intake.unit_names import Names

_Part = tuple[int, DocumentSection | None]
OWN = ("lead", "support", "begin", "timing", "notes")  # what an item has besides its task


@attrs.frozen
class TaskRow:
    """Something to do, as the document has it.

    Attributes:
        id: Its number (`4.4.1`), or one made for it.
        task: What is to be done, without the number.
        context: What stands above it, from the outside in: contents of the row, introductions.
        timing: When, verbatim; empty where the document doesn't say.
        begin: When it begins, verbatim, where that has a column of its own.
        lead: Who does it, each name verbatim.
        support: Who helps, each name verbatim.
        notes: What else is said.
        section: The heading it stands under.
        place: Where it begins.
        places: Where its timing, lead, support and so on stand, by the name of the attribute.
        is_numbered: Whether the document gives its number.
        inferred: The attributes that were taken from running text or shared with another item.
        heading: The heading of the column its timing stands in, where it stands in one alone.
    """

    id: str
    task: str
    place: DocumentPlace
    context: tuple[str, ...] = ()
    timing: str = ""
    begin: str = ""
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    notes: str = ""
    section: DocumentSection | None = None
    places: Mapping[str, DocumentPlace] = attrs.field(factory=dict, eq=False)
    is_numbered: bool = True
    inferred: frozenset[str] = frozenset()
    heading: str = ""


@attrs.define
class TaskRowDraft:
    """An item in the making: its texts aren't split into names yet, and its id may still change."""

    number: Number | None
    task: str
    place: DocumentPlace
    group: RowGroup | None
    intros: tuple[str, ...]
    texts: dict[str, str]
    places: dict[str, DocumentPlace]
    table: int
    shared: set[str] = attrs.field(factory=set)
    parent: Number | None = None  # whose row also holds what the item doesn't say itself
    section: DocumentSection | None = None
    is_part: bool = False
    id: str = ""
    heading: str = ""


def drafts(lines: Iterable[Line], names: Names, defects: list[Defect]) -> list[TaskRowDraft]:
    """Split lines into drafts, one for each number that stands in a cell of tasks."""
    drafts: list[TaskRowDraft] = []
    for line in lines:
        drafts += _split(line, names, defects)
    _inherit(drafts)
    return _without_parents(drafts)


def _split(line: Line, names: Names, defects: list[Defect]) -> list[TaskRowDraft]:
    """Make the drafts of a line: one, or one for each part `4.4.1.`, `4.4.2.` in its cell."""
    pieces = line.cells["task"]
    text = text_of(pieces)
    number, rest = split_sub_number(text)
    if number is None:
        number, rest = line.number, split_bullet(text)[1] if line.number is not None else text
    else:
        rest = text[len(text) - len(rest) :]
    above = number
    found = inner_numbers(rest, above) if above is not None else []
    # A row "16" may hold 16.1 in its cell; a row "4" that begins with "4.1." has been read above.
    intro = rest[: found[0][0]].strip() if found else ""
    values = {role: list(line.cells[role]) for role in OWN}
    if len(found) < 1 or (len(found) == 1 and not intro and line.rows == 1):
        return [_draft(line, number, rest, values)]
    intro_text = " ".join(intro.split())
    offset = len(text) - len(rest)
    starts = [offset + begin for begin, _, _ in found]
    rows = _rows_at(pieces, starts)
    drafts = []
    for index, (_, begin, sub) in enumerate(found):
        end = found[index + 1][0] if index + 1 < len(found) else len(rest)
        own = {role: _own(values[role], rows, index, role, names) for role in OWN}
        draft = _draft(line, sub, rest[begin:end].strip(), own)
        draft.intros = (intro_text,) if intro_text else ()
        draft.parent = above if intro_text else None
        for role in ("timing", "lead"):
            # What the first part has too is said once for both.
            if index and own[role] and own[role][0] is values[role][0]:
                draft.shared.add(role)
        drafts.append(draft)
    _pair(line, drafts, names, defects)
    sharing = [draft for draft in drafts if "timing" in draft.shared]
    if sharing:
        place = drafts[0].places.get("timing", line.place)
        numbers = ", ".join(str(draft.number) for draft in (drafts[0], *sharing))
        defects.append(Defect("shared timing", place, {"items": numbers}))
    return drafts


def _draft(
    line: Line, number: Number | None, task: str, values: Mapping[str, list[Piece]]
) -> TaskRowDraft:
    return TaskRowDraft(
        number,
        " ".join(task.split()),
        line.place,
        line.group,
        (),
        {role: text_of(pieces) for role, pieces in values.items()},
        {role: pieces[0].place for role, pieces in values.items() if pieces},
        line.table,
        {role for role, pieces in values.items() if pieces and pieces[0].merged},
        section=line.group.section,
        is_part=line.is_part,
        heading=_heading(line),
    )


def _heading(line: Line) -> str:
    """Give the heading above the timing of a line; of several columns none can be told."""
    columns = line.columns.of("timing")
    headings = line.columns.headings
    return headings[columns[0]] if len(columns) == 1 and columns[0] < len(headings) else ""


def _rows_at(pieces: list[Piece], starts: list[int]) -> list[int]:
    """Tell in which of the joined rows each place of the joined text stands."""
    rows, at, index = [], 0, 0
    bounds = []
    for piece in pieces:
        if piece.text:
            at += (1 if at else 0) + len(piece.text)
            bounds.append((at, piece.row))
    for start in starts:
        while index < len(bounds) - 1 and start >= bounds[index][0]:
            index += 1
        rows.append(bounds[index][1] if bounds else 0)
    return rows


def _own(
    pieces: Pieces | list[Piece], rows: list[int], index: int, role: str, names: Names
) -> list[Piece]:
    """Give the pieces of a cell that belong to one part: those of the row it begins in, else the first ones.

    A piece in the row where a part begins is that part's, unless it is the rest of the piece above.
    """
    shares: list[list[Piece]] = [[] for _ in rows]
    target = 0
    for piece in pieces:
        begun = [part for part, row in enumerate(rows) if row == piece.row and row > 0]
        if begun and not _is_rest(text_of(shares[target]), piece.text, role, names):
            target = begun[-1]
        shares[target].append(piece)
    if shares[index]:
        return shares[index]
    has_lead_of_its_own = role == "support" and rows[index] > 0
    return (
        []
        if has_lead_of_its_own
        else next((share for share in reversed(shares[:index]) if share), [])
    )


def _is_rest(above: str, below: str, role: str, names: Names) -> bool:
    """Whether a piece of a cell is the rest of the one above it."""
    if not above:
        return False
    if role in ("lead", "support"):
        if names.knows(f"{above} {below}"):
            return True
        if names.knows(above) or names.knows(below):
            return False
    return below[:1].islower() or above.rstrip()[-1:] not in ".;!)"


def _pair(line: Line, drafts: list[TaskRowDraft], names: Names, defects: list[Defect]) -> None:
    """Where a cell has one line for each part, give each part its own."""
    if len(drafts) < 2 or line.rows > 1:
        return
    for role in ("lead", "support", "timing"):
        parts = [part.strip() for part in line.text(role).split("\n") if part.strip()]
        if len(parts) != len(drafts):
            continue
        for draft, part in zip(drafts, parts, strict=True):
            draft.texts[role] = part
            draft.shared.discard(role)
        place = drafts[0].places.get(role, line.place)
        numbers = ", ".join(str(draft.number) for draft in drafts)
        defects.append(Defect("one cell for several", place, {"items": numbers}))


def _inherit(drafts: list[TaskRowDraft]) -> None:
    """Give a part what the row with its introduction says, where its own row says nothing.

    `4.4. Thẩm định nội dung: 4.4.1. …` and a row `4.4.2. …` without a timing: the timing beside 4.4 is for
    both. A row 1.2 without a timing below a row 1.1 gets none.
    """
    introduced: dict[tuple[int, int], TaskRowDraft] = {}  # the last introduction below each number
    for draft in drafts:
        place = (draft.table, id(draft.group))
        if draft.parent is not None:
            introduced[place] = draft
            continue
        above = introduced.get(place)
        if above is None or above.parent is None or draft.number is None:
            continue
        if not draft.number.is_below(above.parent):
            continue
        draft.intros = above.intros
        if not draft.texts["timing"]:
            _take(draft, above, "timing")
        if not draft.texts["lead"]:
            _take(draft, above, "lead")
            if not draft.texts["support"]:
                _take(draft, above, "support")


def _take(draft: TaskRowDraft, above: TaskRowDraft, role: str) -> None:
    if above.texts[role]:
        draft.texts[role] = above.texts[role]
        draft.shared.add(role)
        if role in above.places:
            draft.places[role] = above.places[role]


def _without_parents(drafts: list[TaskRowDraft]) -> list[TaskRowDraft]:
    """Turn a row that only stands over others into their context, and share what it says with them."""
    kept: list[TaskRowDraft] = []
    parents: list[TaskRowDraft] = []
    for index, draft in enumerate(drafts):
        number = draft.number
        while parents and not _is_above(parents[-1], draft):
            parents.pop()
        for parent in parents:
            draft.intros = (*((parent.task,) if parent.task else ()), *draft.intros)
            for role in ("timing", "lead"):
                if not draft.texts[role] and parent.texts[role]:
                    _take(draft, parent, role)
                    if role == "lead" and not draft.texts["support"]:
                        _take(draft, parent, "support")
        following = drafts[index + 1] if index + 1 < len(drafts) else None
        stands_over = number is not None and following is not None and _is_above(draft, following)
        if (
            stands_over
            and following is not None
            and not (draft.texts["timing"] and following.texts["timing"])
        ):
            parents.append(draft)
        else:
            # One that has a timing as well as its parts is an item too.
            kept.append(draft)
    return kept


def _is_above(parent: TaskRowDraft, draft: TaskRowDraft) -> bool:
    if draft.number is None:
        return parent.group is not None and parent.group is draft.group
    return (
        parent.number is not None
        and parent.table == draft.table
        and draft.number.is_below(parent.number)
        and parent.section == draft.section
    )


def finish(drafts: list[TaskRowDraft], names: Names) -> list[TaskRow]:
    """Give each draft its id and its names."""
    _identify(drafts)
    items = []
    contents: dict[int, str] = {}
    for draft in drafts:
        group = draft.group
        if group is not None and id(group) not in contents:
            contents[id(group)] = " ".join(text_of(group.content).split())
        content = contents[id(group)] if group is not None else ""
        context = (*((content,) if content else ()), *draft.intros)
        task = draft.task
        if not task and context:
            task, context = context[-1], context[:-1]
        items.append(
            TaskRow(
                draft.id,
                task,
                draft.place,
                context=context,
                timing=draft.texts.get("timing", ""),
                begin=draft.texts.get("begin", ""),
                lead=names.split(draft.texts.get("lead", "")),
                support=names.split(draft.texts.get("support", "")),
                notes=draft.texts.get("notes", ""),
                section=draft.section,
                places=dict(draft.places),
                is_numbered=draft.number is not None,
                inferred=frozenset(draft.shared),
                heading=draft.heading,
            )
        )
    return items


def _identify(drafts: list[TaskRowDraft]) -> None:
    """Give each draft an id: its number; with the number of its section where sections count again; else one made
    up."""
    by_number: dict[str, set[_Part]] = {}
    for draft in drafts:
        if draft.number is not None:
            by_number.setdefault(str(draft.number), set()).add(_part(draft))
    repeated = {part for parts in by_number.values() if len(parts) > 1 for part in parts}
    order: dict[_Part, int] = {}
    for draft in drafts:
        order.setdefault(_part(draft), len(order) + 1)
    used: set[str] = set()
    letters: dict[tuple[_Part, str], int] = {}
    given = {str(draft.number) for draft in drafts if draft.number is not None}
    # Rows that share one number cell are parts of it, the first of them too.
    shared = {id(draft.group) for draft in drafts if draft.is_part and draft.number is None}
    new_id_prefix = "n" if given else ""
    count = 0
    for draft in drafts:
        section = draft.section
        prefix = ""
        if _part(draft) in repeated:
            prefix = (
                section.number
                if section is not None and section.number
                else f"T{order[_part(draft)]}"
            )
            prefix = re.sub(r"[^A-Za-z0-9]+", "", prefix) or f"T{order[_part(draft)]}"
            prefix += "."
        own = draft.group.number if draft.group is not None else None
        is_first = draft.number is not None and own == draft.number and id(draft.group) in shared
        if draft.number is not None and not is_first:
            base = prefix + str(draft.number)
        elif own is not None:
            place = (_part(draft), prefix + str(own))
            letters[place] = letters.get(place, 0) + 1
            while f"{own}.{_letters(letters[place])}" in given:
                letters[place] += 1
            base = f"{prefix}{own}.{_letters(letters[place])}"
        else:
            count += 1
            base = f"{new_id_prefix}{count}"
        base = re.sub(r"[^A-Za-z0-9._-]+", "", base.replace("đ", "dd").replace("Đ", "DD"))[:56]
        draft.id, again = base, 1
        while draft.id in used:
            again += 1
            draft.id = f"{base}-{again}"
        used.add(draft.id)


def _part(draft: TaskRowDraft) -> _Part:
    """Tell apart the parts of a document in which numbers may begin again."""
    return draft.table, draft.section


def _letters(count: int) -> str:
    text = ""
    while count:
        count, rest = divmod(count - 1, 26)
        text = chr(ord("a") + rest) + text
    return text
