"""Every command with its words and options as a page, from the command line itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from typer import Context, Typer
from typer.main import get_command

__all__ = ["command_page", "leaves"]

HEAD = """# Commands

Every command with its words and options. This page is generated from the command line
(`./mandaatwijzer commands > docs/commands.md`); a test keeps it current.

Data goes to stdout, messages to stderr. Exit codes: 0 fine, 1 an asked check failed, 2 wrong input or no store.
A mistake is told in the language of `--language`, else in that of the settings where one is set; what is no command,
word or option at all is told in English.
"""
NOT_SHOWN = {"--help", "--install-completion", "--show-completion"}


def command_page(app: Typer) -> str:
    """The page, in Markdown.

    Args:
        app: the command line.
    """
    parts = [HEAD]
    for words, command in leaves("mandaatwijzer", get_command(app)):
        parts.append("\n".join(_section(words, command)))
    return "\n".join(parts)


def leaves(words: str, command: Any) -> Iterator[tuple[str, Any]]:
    """The commands that do something, with the words that lead to them; hidden ones left out.

    Args:
        words: that lead to the command.
        command: one, or a group of them.
    """
    if not hasattr(command, "list_commands"):
        yield words, command
        return
    context = Context(command)
    for name in command.list_commands(context):
        one = command.get_command(context, name)
        if not one.hidden:
            yield from leaves(f"{words} {name}", one)


def _section(words: str, command: Any) -> Iterator[str]:
    shown = [one for one in command.params if not NOT_SHOWN & set(one.opts)]
    arguments = [one for one in shown if one.param_type_name == "argument"]
    options = [one for one in shown if one.param_type_name == "option" and not one.hidden]
    yield f"## {words}{''.join(f' {_placeholder(one)}' for one in arguments)}"
    yield ""
    yield (command.help or "").strip()
    yield ""
    for argument in arguments:
        yield f"- `{_placeholder(argument)}`: {argument.help or ''}"
    if arguments:
        yield ""
    if options:
        yield "| option | default | meaning |"
        yield "|---|---|---|"
        yield from (f"| {_option(one)} | {_default(one)} | {_cell(one.help or '')} |" for one in options)
        yield ""


def _placeholder(argument: Any) -> str:
    name = argument.metavar or argument.name.upper()
    several = f"{name}..." if argument.nargs == -1 else name
    return several if argument.required else f"[{several}]"


def _option(option: Any) -> str:
    value = "" if option.is_flag else f" {option.metavar or option.opts[0].lstrip('-').upper()}"
    return ", ".join(f"`{name}{value if name.startswith('--') else ''}`" for name in option.opts)


def _default(option: Any) -> str:
    if option.required:
        return "required"
    return "" if option.is_flag or option.default is None or callable(option.default) else f"`{option.default}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
