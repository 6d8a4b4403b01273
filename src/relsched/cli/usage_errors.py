"""Wrong use of the command line: what is raised about it, and how it is reported in a language.

Click has sentences of its own for this, in the language of the process; here they come from the catalogue.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from relsched.messages.message import Message, Value, verbatim


class Misuse(click.UsageError):
    """The arguments don't go together, in a sentence of the catalogue."""

    def __init__(self, reason: Message, context: click.Context | None = None) -> None:
        super().__init__(str(reason), context)
        self.reason = reason


class BadValue(click.BadParameter):
    """The value of an option or argument can't be used, in a sentence of the catalogue."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


if TYPE_CHECKING:
    Choice = click.Choice[str]
else:
    Choice = click.Choice  # takes no parameter before version 8.2


class OneOf(Choice):
    """A value that is one of some words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Give the value, or say which there are."""
        if value not in self.choices:
            raise BadValue(Message("usage choice", value=str(value), choices=_quoted(self.choices)))
        return str(value)


class Whole(click.IntRange):
    """A whole number between bounds, both counted in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Give the number, or say what it must be."""
        try:
            number = int(value)
        except ValueError:
            raise BadValue(Message("usage number", value=str(value))) from None
        if (self.min is not None and number < self.min) or (
            self.max is not None and number > self.max
        ):
            raise BadValue(Message("usage range", value=number, range=self.bounds))
        return number

    @property
    def bounds(self) -> str:
        """The bounds as a formula, such as `0<=x<=365`."""
        if self.max is None:
            return f"x>={self.min}"
        return f"x<={self.max}" if self.min is None else f"{self.min}<=x<={self.max}"


def _quoted(words: Sequence[str]) -> tuple[Value, ...]:
    return tuple(f"`{word}`" for word in words)


def usage_message(error: click.ClickException) -> Message:
    """Give what is wrong as a message, for errors of ours and of click."""
    if isinstance(error, Misuse):
        return error.reason
    if isinstance(error, click.MissingParameter):
        kind = error.param.param_type_name if error.param is not None else "argument"
        return Message(f"usage missing {kind}", name=_name(error))
    if isinstance(error, click.BadParameter):
        reason = error.reason if isinstance(error, BadValue) else verbatim(error.message)
        return Message("usage invalid", name=_name(error), reason=reason)
    if isinstance(error, click.NoSuchOption):
        found = Message("usage no such option", name=error.option_name)
        return _with_likely(found, error.possibilities or ())
    if isinstance(error, click.BadOptionUsage):
        return _option_usage(error)
    if type(error) is click.UsageError:
        # All else that click itself refuses in this way is refused by our commands before.
        return Message("usage missing command")
    return verbatim(error.format_message())


def no_such_command(name: str, among: Sequence[str], context: click.Context) -> Misuse:
    """Give the error about a command that there isn't."""
    from difflib import get_close_matches

    found = Message("usage no such command", name=name)
    return Misuse(_with_likely(found, get_close_matches(name, among)), context)


def _with_likely(found: Message, names: Sequence[str]) -> Message:
    if not names:
        return found
    return Message("usage likely", error=found, names=_quoted(sorted(names)))


def _option_usage(error: click.BadOptionUsage) -> Message:
    """Tell a value that is too much from one that is missing, which click doesn't by its class."""
    options = error.ctx.command.get_params(error.ctx) if error.ctx is not None else ()
    for option in options:
        if isinstance(option, click.Option) and error.option_name in option.opts:
            if option.is_flag:
                return Message("usage no value", name=error.option_name)
            return Message("usage needs value", name=error.option_name, count=option.nargs)
    return Message("usage no value", name=error.option_name)


def _name(error: click.BadParameter) -> str:
    param = error.param
    if isinstance(param, click.Argument):
        return param.get_error_hint(error.ctx)
    return " / ".join(param.opts) if param is not None else str(error.param_hint or "?")


def usage_text(error: click.ClickException, language: str) -> str:
    """Give the whole report: how the command is used, where its help is, and what is wrong."""
    lines = []
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        lines.append(context.get_usage())
        if context.command.get_help_option(context) is not None:
            name = max(context.command.get_help_option_names(context), key=len)
            command = f"{context.command_path} {name}"
            lines += [Message("usage try", command=command).text(language), ""]
    lines.append(Message("usage error", error=usage_message(error)).text(language))
    return "\n".join(lines)
