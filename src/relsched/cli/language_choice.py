"""Which language a run of a command speaks, and which one it writes into what it hands on.

What a person reads on a terminal (help, errors, reports, tables, questions) is in the first language
that is named by `--lang`, `RELSCHED_LANG`, the plan, the locale (`LC_ALL`, else `LC_MESSAGES`, else
`LANG`), else in English. What is handed on (files, feeds, JSON, the ledger) must not depend on who runs
the command, so neither the variable nor the locale counts there: `--lang`, the plan's language, English.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Self

import attrs
import click

from relsched.cli.printing import echo
from relsched.messages.catalogue import FIRST, languages
from relsched.messages.message import Message

if TYPE_CHECKING:
    from relsched.plan.plan import Plan

VARIABLE = "RELSCHED_LANG"


@attrs.define
class LanguageChoice:
    """What has been said about the language of one run; it goes through the context of click.

    Attributes:
        asked: What `--lang` says.
        preferred: What `RELSCHED_LANG` says.
        plan: The language of the plan, document or text that is read, once it is known.
        locale: What the locale says.
        remark: What is wrong with `RELSCHED_LANG`, if it names no language that there is.
    """

    asked: str | None = None
    preferred: str | None = None
    plan: str | None = None
    locale: str | None = None
    remark: Message | None = None

    @classmethod
    def of(cls, arguments: Sequence[str], environment: Mapping[str, str]) -> Self:
        """Read what the arguments and the environment say, before any command does.

        An error about the arguments may come up before `--lang` is reached, and is to be in its language.
        """
        named = environment.get(VARIABLE, "")
        preferred = language_code(named)
        asked = _asked(arguments)
        remark = None
        if named and preferred is None and asked is None:
            remark = Message("language variable", value=named, languages=languages())
        return cls(asked, preferred, None, _locale(environment), remark)

    @property
    def in_language(self) -> str:
        """The language of what a person reads on the terminal."""
        return self.asked or self.preferred or self.plan or self.locale or FIRST

    @property
    def written(self) -> str:
        """The language of files, feeds and JSON."""
        return self.asked or self.plan or FIRST


def language_code(named: str) -> str | None:
    """Give the language that a word such as `vi` or `vi_VN.UTF-8` names, or None if it isn't one of ours."""
    word = re.split("[-_.@]", named.strip().lower())[0]
    return word if word in languages() else None


def _locale(environment: Mapping[str, str]) -> str | None:
    # The first that is set decides, also when it names a language that we don't have: so says POSIX.
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if named := environment.get(variable):
            return language_code(named)
    return None


def _asked(arguments: Sequence[str]) -> str | None:
    found = None
    for place, word in enumerate(arguments):
        if word == "--":
            break
        if word == "--lang":
            found = next(iter(arguments[place + 1 : place + 2]), None)
        elif word.startswith("--lang="):
            found = word.partition("=")[2]
    return found if found in languages() else None


def choice_in(context: click.Context | None = None) -> LanguageChoice:
    """Give what has been said about the language in this context, or in the current one."""
    if context is None:
        context = click.get_current_context(silent=True)
    if context is None:  # what is read outside of a command has nobody to choose for
        return LanguageChoice()
    found = context.find_object(LanguageChoice)
    if found is None:  # a command that isn't run by `run`
        found = LanguageChoice()
        root = context.find_root()
        if root.obj is None:
            root.obj = found
    return found


def language_of(plan: Plan | None = None) -> str:
    """Give the language of what a person reads, after the plan is known."""
    choice = choice_in()
    if plan is not None:
        choice.plan = plan.language
    return choice.in_language


def written_language_of(plan: Plan | None = None) -> str:
    """Give the language of what is handed on, after the plan is known."""
    choice = choice_in()
    if plan is not None:
        choice.plan = plan.language
    return choice.written


def note_language(language: object) -> None:
    """Note the language that a plan file names, even if the rest of it can't be used."""
    if isinstance(language, str) and language in languages():
        choice_in().plan = language


def tell(message: Message, *, err: bool = True) -> None:
    """Print a remark in the language of this run, on standard error unless it is the answer itself."""
    echo(message.text(choice_in().in_language), err=err)


def tell_next(message: Message) -> None:
    """Say what can be done next; only to a person at a terminal, since a script knows."""
    if sys.stderr.isatty():
        tell(message)
