"""What the commands have in common: sections in the help, modules that are imported when they are needed, and
queries, of which a word may begin with a minus.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class SectionedGroup(click.Group):
    """A group that lists its commands by section; the module of a command is imported when that is asked for."""

    def __init__(self, *arguments: Any, sections: Mapping[str, Mapping[str, str]], **settings: Any) -> None:
        """`sections`: by heading, the commands by name; each with its place, as in `module.name`."""
        super().__init__(*arguments, **settings)
        self._sections = sections
        self._places = {name: place for section in sections.values() for name, place in section.items()}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order of the help."""
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command of that name, None where there is none."""
        if cmd_name not in self._places:
            return None
        module, _, name = self._places[cmd_name].rpartition(".")
        command = getattr(import_module(f"tracker.commands.{module}"), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command and its arguments; the error for one that there is not names the nearest."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            raise click.NoSuchCommand(error.command_name, possibilities=self._places, ctx=ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a section for each heading, with the first sentence about each command."""
        widest = max(map(len, self._places))
        for heading, section in self._sections.items():
            commands = [(name, self.get_command(ctx, name)) for name in section]
            rows = [
                (name.ljust(widest), command.get_short_help_str(formatter.width - widest - 6))
                for name, command in commands
                if command is not None and not command.hidden
            ]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)


def listing(*, epilog: str) -> Callable[[Callable[..., None]], click.Group]:
    """Return what makes a group of a function that lists: it is called where no command of the group is."""

    def group(lists: Callable[..., None]) -> click.Group:
        @wraps(lists)
        def unless_another(context: click.Context, **given: Any) -> None:
            if context.invoked_subcommand is None:
                lists(context.obj, **given)

        return click.group(invoke_without_command=True, epilog=epilog)(click.pass_context(unless_another))

    return group


class QueryCommand(click.Command):
    """A command that takes a query line: a word of it may begin with a minus, as in `-tag:aid`.

    So a short option is one only as a word of its own, and nothing follows it directly: `-o FILE`, not `-oFILE`.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options, and leave all other words to the query."""
        options, words = self._parted(ctx, args)
        return super().parse_args(ctx, [*options, "--", *words])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Return the options that begin so, and what a word of the query may become that begins with a minus."""
        found = super().shell_complete(ctx, incomplete)
        if not incomplete.startswith("--"):
            query = next(each for each in self.get_params(ctx) if each.name == "query")
            found += query.shell_complete(ctx, incomplete)
        return found

    def _parted(self, ctx: click.Context, args: Sequence[str]) -> tuple[list[str], list[str]]:
        takes_value = dict(self._options(ctx))
        options: list[str] = []
        words: list[str] = []
        left = iter(args)
        for word in left:
            if word == "--":
                words += left
            elif word in takes_value:
                options.append(word)
                if takes_value[word]:
                    options += [value for value in [next(left, None)] if value is not None]
            elif word.startswith("--"):
                options.append(word)
            else:
                words.append(word)
        return options, words

    def _options(self, ctx: click.Context) -> Iterator[tuple[str, bool]]:
        """Yield each option as it is written, and whether a value follows it."""
        for parameter in self.get_params(ctx):
            if isinstance(parameter, click.Option):
                takes_value = not parameter.is_flag and not parameter.count
                yield from ((name, takes_value) for name in parameter.opts + parameter.secondary_opts)
