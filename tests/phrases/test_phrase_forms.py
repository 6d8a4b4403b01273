"""Forms of phrases by what they show, the same in each language, and texts that are no timing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml

from phrase_sets import FOLDER, LANGUAGES, ZONES
from relsched import Deadline, Event, Plan, resolve
from relsched.phrases.context import PhraseContext
from relsched.phrases.phrase_reader import PhraseReader
from relsched.phrases.readings import Phrase, Reading

COUNTRIES = {"en": "US", "vi": "VN"}
WORDS = ("on-demand", "delegated")


def document(language: str) -> dict[str, Any]:
    text = (FOLDER / f"forms_{language}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return loaded


FILES = {name: document(name) for name in LANGUAGES if (FOLDER / f"forms_{name}.yaml").is_file()}
READERS = {
    name: PhraseReader(
        PhraseContext(
            name,
            date.fromisoformat(file["context"]["issued"]),
            file["context"]["names"],
            file["context"]["main"],
        )
    )
    for name, file in FILES.items()
}
FORMS = [
    pytest.param(name, form, id=f"{name}-{form['id']}")
    for name, file in FILES.items()
    for form in file["forms"]
    if "absent" not in form
]
NONE = [
    (name, text)
    for name, file in FILES.items()
    for key in ("no_timing", "no_timing_held_out")
    for text in file[key]
]


def told(reading: Reading) -> str:
    return reading.kind if reading.is_delegated or reading.timing is None else str(reading.timing)


def readings(phrase: Phrase) -> list[list[Reading]]:
    return [list(part.readings) for part in phrase.parts if part.readings]


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_a_form_is_read(name: str, form: dict[str, Any]) -> None:
    """A form has the readings of its row, and is asked about where the row says so."""
    phrase = READERS[name].read(form["text"])
    parts = readings(phrase)
    if form.get("timing") == "none":
        assert [[told(each) for each in part] for part in parts] == []
        return
    if "offers" in form:
        assert [[told(each) for each in part] for part in parts] == [form["offers"]]
        assert parts[0][0].question is not None
        return
    wanted = form.get("timings") or [form["timing"]]
    assert [told(part[0]) for part in parts] == wanted
    if "asked" in form:
        assert (parts[0][0].question is not None) == (form["asked"] == "true")
    if "noted" in form:
        assert form["noted"] in [note.code for note in parts[0][0].notes]
    if "proposed" in form:
        assert [each.id for each in phrase.proposed] == [form["proposed"]]


@pytest.mark.parametrize("name", FILES)
def test_the_days_of_the_forms(name: str) -> None:
    """What was counted by hand is what the engine gives."""
    context = FILES[name]["context"]
    rows = {
        f"f{n}": (form.get("offers") or form.get("timings") or [form["timing"]])[0]
        for n, form in enumerate(FILES[name]["forms"])
        if "absent" not in form and form.get("timing") not in ("none", *WORDS)
    }
    ids = {meant.partition(".")[0] for meant in context["names"].values()}
    proposed = {form["proposed"] for form in FILES[name]["forms"] if "proposed" in form}
    plan = Plan(
        f"forms-{name}",
        issued=context["issued"],
        timezone=ZONES[COUNTRIES[name]],
        language=name,
        calendar=COUNTRIES[name],
        events=[Event(each, lasts="unknown") for each in sorted(ids | proposed)],
        deadlines=[Deadline(row, when=text) for row, text in rows.items()],
    )
    schedule = resolve(plan, dict(context["known"]))
    differ = []
    for n, form in enumerate(FILES[name]["forms"]):
        if "due" in form:
            due = schedule[f"f{n}"].due
            if str(due) != form["due"]:
                differ.append((form["id"], form["due"], str(due)))
    assert differ == []


@pytest.mark.parametrize(("name", "text"), NONE)
def test_what_is_no_timing_is_not_read(name: str, text: str) -> None:
    """Names, numbers, sizes, versions, money and titles have no reading."""
    assert [[told(each) for each in part] for part in readings(READERS[name].read(text))] == []


def test_each_language_has_each_form() -> None:
    """The files have the same forms, or say why a language has none."""
    ids = {name: [form["id"] for form in file["forms"]] for name, file in FILES.items()}
    for found in ids.values():
        assert len(set(found)) == len(found)
        assert sorted(found) == sorted(ids["en"])
