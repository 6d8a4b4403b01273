"""The group `relsched` with the table of its commands, and how one of them is run."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from importlib import import_module

import click

from relsched.cli.exit_status import BUG, INTERRUPTED, USAGE, status_of
from relsched.errors import RelschedError
from relsched.version import __version__

# Each command, in the order of the help, with the module of this package and the function that it is.
COMMANDS = {
    "addresses": "address_commands:addresses",
    "backup": "ledger_commands:backup",
    "check": "plan_commands:check",
    "compare": "history_commands:compare_command",
    "done": "publish_commands:done",
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


@click.group(
    commands=CommandTable(COMMANDS), context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="relsched")
def commands() -> None:
    """Plans whose dates hang on events: resolve, explain and publish them."""


def _abandon_output() -> None:
    """Let what is still in the buffer of standard output go nowhere, instead of failing again at the exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run(arguments: Sequence[str] | None) -> int:
    """Run the command line and give its exit status; nothing but a documented status leaves it."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in argv
    try:
        status = commands.main(args=argv, prog_name="relsched", standalone_mode=False)
        sys.stdout.flush()
    except RelschedError as error:
        if as_json:
            click.echo(
                json.dumps({"format": "relsched/error/2", **error.as_dict()}, ensure_ascii=False)
            )
        click.echo(str(error), err=True)
        return status_of(error)
    except click.exceptions.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return USAGE
    except BrokenPipeError:
        # The reader went away (`| head`): nothing is wrong, and nothing more can be said to it.
        _abandon_output()
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        # What commands read and write is told where it happens; what is left is the output itself.
        _abandon_output()
        click.echo(f"The output can't be written: {error.strerror or error}.", err=True)
        return USAGE
    except Exception:
        click.echo(
            "relsched has failed; this is a bug of ours, please report it with these lines:",
            err=True,
        )
        click.echo(traceback.format_exc(), err=True)
        return BUG
    return status if isinstance(status, int) else 0
