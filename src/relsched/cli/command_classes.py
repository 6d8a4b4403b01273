"""Commands, arguments and options whose help comes from the catalogue, in the language of the run.

Click writes help and usage in the language of the process; these classes write them in the language that
the context holds, and so does completion in a shell. Every command takes `--lang`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from relsched.cli.language_choice import choice_in
from relsched.cli.usage_errors import Misuse, OneOf, Whole, no_such_command
from relsched.messages.catalogue import languages
from relsched.messages.message import Message

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Function = Callable[..., Any]
Decorator = Callable[[Function], Function]


def _text(context: click.Context | None, message: Message) -> str:
    return message.text(choice_in(context).in_language)


def _path(context: click.Context) -> str:
    """Give the name of a command with those of the groups above it but the first, such as `edit rename`."""
    names: list[str] = []
    inner: click.Context | None = context
    while inner is not None:
        names.insert(0, inner.info_name or "")
        inner = inner.parent
    return " ".join(" ".join(names).split()[1:])


class NoArguments(click.UsageError):
    """A group was called without anything: its help is the answer."""

    def __init__(self, context: click.Context) -> None:
        super().__init__("", context)
        self.context = context


# ---------------------------------------------------------------- parameters


class Argument(click.Argument):
    """An argument: `label` is how the usage line names it, `about` what it is."""

    def __init__(
        self, declared: Sequence[str], *, label: Message, about: Message, **attrs: Any
    ) -> None:
        super().__init__(declared, **attrs)
        self.label = label
        self.about = about

    # Click gives the context since 8.2; before, the current one is the one of the command.
    def make_metavar(self, ctx: click.Context | None = None) -> str:
        """Give the name in the usage line."""
        return _text(ctx, self.label)

    def get_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Give the name as a part of the usage line."""
        return [self.make_metavar(ctx)]

    def get_error_hint(self, ctx: click.Context | None) -> str:
        """Give the name as errors have it."""
        return self.make_metavar(ctx)

    def help_record(self, context: click.Context) -> tuple[str, str]:
        """Give the row of the help."""
        return self.make_metavar(context), _text(context, self.about)


class Option(click.Option):
    """An option: `about` is what it does, `label` stands for its value and may be left out for a choice."""

    def __init__(
        self,
        declared: Sequence[str],
        *,
        about: Message,
        label: Message | None = None,
        **attrs: Any,
    ) -> None:
        super().__init__(declared, **attrs)
        self.label = label
        self.about = about

    def make_metavar(self, ctx: click.Context | None = None) -> str:
        """Give what stands for the value."""
        if self.label is not None:
            return _text(ctx, self.label)
        assert isinstance(self.type, click.Choice), self.name
        return f"[{'|'.join(map(str, self.type.choices))}]"

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Give the row of the help: the spellings, what it does, bounds and default."""
        names = ", ".join(sorted(self.opts, key=len))
        if self.secondary_opts:
            names = f"{names} / {', '.join(self.secondary_opts)}"
        if not self.is_flag:
            names = f"{names} {self.make_metavar(ctx)}"
        extra = [_text(ctx, part) for part in self._extra(ctx)]
        about = _text(ctx, self.about)
        return names, f"{about}  [{'; '.join(extra)}]" if extra else about

    def _extra(self, context: click.Context) -> Iterator[Message]:
        if self.show_default:
            yield Message("help default", value=str(self.get_default(context)))
        if isinstance(self.type, Whole):
            yield Message("verbatim", text=self.type.bounds)
        if self.required:
            yield Message("help required")


def argument(name: str, *, label: Message, about: Message, **attrs: Any) -> Decorator:
    """Let a command take an argument."""
    return click.argument(name, cls=Argument, label=label, about=about, **attrs)


def option(*names: str, about: Message, label: Message | None = None, **attrs: Any) -> Decorator:
    """Let a command take an option."""
    return click.option(*names, cls=Option, label=label, about=about, **attrs)


# ---------------------------------------------------------------- options of every command


def choose_language(context: click.Context, _: click.Parameter, value: str | None) -> str | None:
    """Take what `--lang` says; the last one counts, be it before or after the name of the command."""
    if value in languages():
        choice_in(context).asked = value
    return value


def _show_help(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        click.echo(context.get_help())
        context.exit()


def _lang_option() -> Option:
    return Option(
        ["--lang"],
        type=OneOf(languages()),
        expose_value=False,
        is_eager=True,
        callback=choose_language,
        about=Message("help option lang"),
    )


def _help_option() -> Option:
    return Option(
        ["-h", "--help"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_show_help,
        about=Message("help option help"),
    )


class Command(click.Command):
    """A command: `about` holds its summary, a clause, and what else is to be known, a paragraph each."""

    # What is too much is refused in `parse_args`, in a sentence of the catalogue.
    allow_extra_args: bool = True

    def __init__(self, *args: Any, about: Sequence[Message], **attrs: Any) -> None:
        super().__init__(*args, **attrs)
        self.about: tuple[Message, ...] = tuple(about)
        if not any("--lang" in param.opts for param in self.params):
            self.params.append(_lang_option())
        self._own_help_option: Option = _help_option()

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give the option that shows the help."""
        return self._own_help_option

    def get_help_option_names(self, ctx: click.Context) -> list[str]:
        """Give the spellings of the option that shows the help."""
        return list(self._own_help_option.opts)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments, and refuse what is too much."""
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # the parser of click leaves it out of some
            raise
        if rest and not ctx.resilient_parsing and not isinstance(self, click.Group):
            words = tuple(f"`{word}`" for word in rest)
            raise Misuse(Message("usage extra", words=words, count=len(words)), ctx)
        return rest

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Give the parts of the usage line behind the name of the command."""
        found = [_text(ctx, Message("label options"))]
        for param in self.get_params(ctx):
            found.extend(param.get_usage_pieces(ctx))
        return found

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        head = _text(ctx, Message("help usage"))
        formatter.write_usage(
            ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix=f"{head} "
        )

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        for message in self.about:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(_text(ctx, message))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the rows of arguments and of options."""
        params = self.get_params(ctx)
        arguments = [p.help_record(ctx) for p in params if isinstance(p, Argument)]
        if arguments:
            with formatter.section(_text(ctx, Message("help arguments"))):
                formatter.write_dl(arguments)
        options = [p.get_help_record(ctx) for p in params if isinstance(p, Option)]
        with formatter.section(_text(ctx, Message("help options"))):
            formatter.write_dl(options)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, each in a line of its own so that it can be copied."""
        from relsched.cli.examples import examples_of

        lines = examples_of(_path(ctx), choice_in(ctx).in_language)
        if lines:
            with formatter.section(_text(ctx, Message("help examples"))):
                formatter.write(
                    "".join(f"{'':{formatter.current_indent}}{line}\n" for line in lines)
                )

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write nothing more: newer versions of click call this beside `format_options`."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Give what can be typed here, with its help in the language of the user."""
        found = super().shell_complete(ctx, incomplete)
        abouts = dict(self.abouts_of_commands())
        for param in self.get_params(ctx):
            if isinstance(param, Option):
                abouts.update(dict.fromkeys((*param.opts, *param.secondary_opts), param.about))
        for item in found:
            if item.value in abouts:
                item.help = _text(ctx, abouts[item.value])
        return found

    def abouts_of_commands(self) -> Mapping[str, Message]:
        """Give the summaries of the commands below this one, by their names."""
        return {}


class CommandGroup(Command, click.Group):
    """A group of commands."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; without any, show the help instead."""
        if not args and not ctx.resilient_parsing:
            raise NoArguments(ctx)
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Give the parts of the usage line behind the name of the group."""
        pieces = Command.collect_usage_pieces(self, ctx)
        return [*pieces, _text(ctx, Message("label command"))]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the rows of arguments, options and commands."""
        Command.format_options(self, ctx, formatter)
        abouts = {name: _text(ctx, about) for name, about in self.abouts_of_commands().items()}
        width = max(map(len, abouts), default=0)
        for heading, names in self.parts_of_commands():
            with formatter.section(_text(ctx, heading)):
                # All parts have their summaries in one column.
                formatter.write_dl([(f"{name:{width}}", abouts[name]) for name in names])

    def abouts_of_commands(self) -> Mapping[str, Message]:
        """Give the summaries of the commands by their names."""
        return {
            name: command.about[0]
            for name, command in sorted(self.commands.items())
            if isinstance(command, Command)
        }

    def parts_of_commands(self) -> Sequence[tuple[Message, Sequence[str]]]:
        """Give the headings under which the commands are listed, each with their names."""
        return [(Message("help commands"), tuple(self.abouts_of_commands()))]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is named first."""
        if args[0] not in self.commands and not ctx.resilient_parsing:
            raise no_such_command(args[0], tuple(self.commands), ctx)
        return super().resolve_command(ctx, args)


def command(
    name: str | None = None, *, about: Message | Sequence[Message]
) -> Callable[[Function], Command]:
    """Make a command of a function.

    Args:
        name: What it is called; else as the function.
        about: What it does, in one clause; further messages are paragraphs below.
    """
    told = (about,) if isinstance(about, Message) else tuple(about)
    return click.command(name, cls=Command, about=told)
