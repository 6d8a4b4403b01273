"""The group `relsched` with the table of its commands, and how one of them is run."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from importlib import import_module

import click

from relsched.cli.command_classes import CommandGroup, NoArguments, option
from relsched.cli.exit_status import BUG, INTERRUPTED, USAGE, status_of
from relsched.cli.language_choice import LanguageChoice, choice_in
from relsched.cli.printing import echo
from relsched.cli.usage_errors import usage_text
from relsched.errors import RelschedError
from relsched.messages.catalogue import FIRST
from relsched.messages.message import Message
from relsched.messages.system_errors import reason
from relsched.version import __version__

# Each command, by its name, with the module of this package and the function that it is.
COMMANDS = {
    "addresses": "address_commands:addresses",
    "backup": "ledger_commands:backup",
    "check": "plan_commands:check",
    "compare": "history_commands:compare_command",
    "done": "publish_commands:done",
    "due": "due_commands:due",
    "edit": "edit_commands:edit",
    "feed": "feed_commands:feed_command",
    "float": "float_commands:float_command",
    "history": "history_commands:history",
    "import": "import_commands:import_",
    "move": "publish_commands:move",
    "new": "plan_commands:new",
    "notices": "history_commands:notices",
    "phrase": "phrase_commands:phrase",
    "pin": "publish_commands:pin",
    "publish": "publish_commands:publish",
    "resolve": "plan_commands:resolve_command",
    "restore": "ledger_commands:restore",
    "rotate": "address_commands:rotate",
    "serve": "serve_commands:serve",
    "share": "address_commands:share",
    "show": "history_commands:show",
    "unshare": "address_commands:unshare",
    "verify": "ledger_commands:verify",
    "whatif": "whatif_commands:whatif",
    "why": "plan_commands:why",
}


# What the help lists together, in the order in which people come to it.
PARTS: dict[str, tuple[str, ...]] = {
    "begin": ("new", "import", "phrase", "edit"),
    "look": ("check", "resolve", "why", "due", "float", "whatif"),
    "publish": ("publish", "move", "pin", "done", "history", "show", "compare", "notices"),
    "share": ("feed", "share", "addresses", "rotate", "unshare", "serve"),
    "keep": ("verify", "backup", "restore"),
}


COMPLETION = "_RELSCHED_COMPLETE"  # set while a shell asks what can be typed


class CommandTable(MutableMapping[str, click.Command]):
    """Commands by their names; the module of each is imported when the command is asked for."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._found: dict[str, click.Command | str] = dict(places)

    def __getitem__(self, name: str) -> click.Command:
        found = self._found[name]
        if isinstance(found, str):
            module, _, function = found.partition(":")
            found = getattr(import_module(f"relsched.cli.{module}"), function)
            assert isinstance(found, click.Command)
            self._found[name] = found
        return found

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._found[name] = command

    def __delitem__(self, name: str) -> None:
        del self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


class AllCommands(CommandGroup):
    """The group of all commands, whose help imports none of them."""

    def abouts_of_commands(self) -> Mapping[str, Message]:
        """Give the summaries of the commands by their names."""
        return {name: Message(f"help {name}") for name in self.commands if name in COMMANDS}

    def parts_of_commands(self) -> Sequence[tuple[Message, Sequence[str]]]:
        """Give the parts of the help, each with its commands."""
        return [(Message(f"help part {part}"), names) for part, names in PARTS.items()]


def _show_version(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        text = Message("help version", program="relsched", version=__version__)
        echo(text.text(choice_in(context).in_language))
        context.exit()


@click.group(cls=AllCommands, commands=CommandTable(COMMANDS), about=(Message("help relsched"),))
@option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_version,
    about=Message("help option version"),
)
def commands() -> None:
    """Plans with event-relative dates."""


def _abandon_output() -> None:
    """Let what is still in the buffer of standard output go nowhere, instead of failing again at the exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run(arguments: Sequence[str] | None) -> int:
    """Run the command line and give its exit status; nothing but a documented status leaves it."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in argv
    choice = LanguageChoice.of(argv, os.environ)

    def tell(text: Message) -> None:
        echo(text.text(choice.in_language), err=True)

    try:
        if choice.remark is not None and COMPLETION not in os.environ:
            tell(choice.remark)
        status = commands.main(args=argv, prog_name="relsched", standalone_mode=False, obj=choice)
        sys.stdout.flush()
    except RelschedError as error:
        if as_json:
            found = {"format": "relsched/error/2", **error.as_dict(choice.written)}
            click.echo(json.dumps(found, ensure_ascii=False))
        echo(error.text(choice.in_language), err=True)
        return status_of(error)
    except click.exceptions.Abort:
        return INTERRUPTED
    except NoArguments as error:
        click.echo(error.context.get_help(), err=True)
        return USAGE
    except click.ClickException as error:
        echo(usage_text(error, choice.in_language), err=True)
        return USAGE
    except BrokenPipeError:
        # The reader went away (`| head`): nothing is wrong, and nothing more can be said to it.
        _abandon_output()
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        # What commands read and write is reported where it happens; what is left is the output itself.
        _abandon_output()
        tell(Message("output unwritable", reason=reason(error)))
        return USAGE
    except Exception:
        failed = Message("bug")
        tell(failed)
        if choice.in_language != FIRST:  # for us, to whom the lines are sent
            echo(failed.text(FIRST), err=True)
        echo(traceback.format_exc(), err=True, is_whole=True)
        return BUG
    return status if isinstance(status, int) else 0
