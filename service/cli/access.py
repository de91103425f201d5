"""Who comes in, and what is noted of them: the keys of programs, the owners, the audit file.

Whoever can run these on the store may do everything anyhow, so they ask for nothing.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph.domain.errors import InvalidInput
from graph.domain.text import Text
from graph.usecases.auditing import Audited, audit_entries, verified_audit
from graph.usecases.desk import Desk
from graph.usecases.keys import (
    DAYS,
    MOST_DAYS,
    CreatedKey,
    KeyInfo,
    NewKey,
    create_key,
    keys_of,
    renew_key,
    revoke_key,
    take_over_key,
)
from graph.usecases.owners import add_owner, owners_of, remove_owner
from graph.usecases.personal_links import make_link
from graph.usecases.read import place_named
from graph.usecases.viewer import LOCAL_OWNER, Scope
from graph.usecases.webhooks import (
    CreatedWebhook,
    end_webhook,
    set_webhook,
    try_webhook,
    webhooks_of,
    why_not_taken,
)
from graph.words.catalogue import Texts
from graph.words.titles import AUDIT_TITLES, KEY_STATE_TITLES, title
from service.cli import output
from service.cli.common import JsonOption, LanguageOption, StoreOption, with_desk
from service.cli.writing import json_of, printable, write
from service.config import Settings, read_settings
from service.web.language import texts_of
from service.wiring import messenger

if TYPE_CHECKING:
    from graph.store.kept import WebhookFacts

__all__ = ["audit", "key", "owner"]

key = typer.Typer(help="The keys of programs.", no_args_is_help=True)
owner = typer.Typer(help="The owners of the register, who may do everything.", no_args_is_help=True)
audit = typer.Typer(help="What is noted: who signed in, looked at whom, exported, was refused.", no_args_is_help=True)

KeyArgument = Annotated[str, typer.Argument(help="Public part of the key: what stands after mw_.")]
DaysOption = Annotated[int, typer.Option("--days", min=1, max=MOST_DAYS, help="How many days it lasts.")]
WhoArgument = Annotated[str, typer.Argument(help="Id of a person, or the e-mail address with which they sign in.")]


# Keys


@key.command("create")
def create(
    name: Annotated[str, typer.Argument(help="Name of the program that it is for.")],
    scope: Annotated[list[str], typer.Option("--scope", help=f"What it may: {', '.join(Scope)}.")],
    organisation: Annotated[
        list[str] | None,
        typer.Option("--organisation", help="Id or number of where it may it, and below; everywhere if absent."),
    ] = None,
    days: DaysOption = DAYS,
    store: StoreOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a key for a program. It is shown now and never again."""

    async def run(desk: Desk) -> CreatedKey:
        world = await desk.world(LOCAL_OWNER)
        places = tuple(filter(None, (place_named(world, each) for each in organisation or ())))
        asked = NewKey(name=name, scopes=tuple(scope), organisations=places, days=days)
        return await create_key(desk, LOCAL_OWNER, asked)

    settings = read_settings(store=store, language=language)
    _told_key(with_desk(settings, run, create=True), settings, as_json=as_json)


@key.command("list")
def list_keys(store: StoreOption = None, language: LanguageOption = None, as_json: JsonOption = False) -> None:
    """The keys that there are, and those that ended in the last 90 days; never a secret."""
    settings = read_settings(store=store, language=language)

    async def run(desk: Desk) -> tuple[tuple[KeyInfo, WebhookFacts | None], ...]:
        keys = await keys_of(desk, LOCAL_OWNER)
        webhooks = await webhooks_of(desk, keys)
        return tuple((each, webhooks.get(each.key)) for each in keys)

    found = with_desk(settings, run)
    if as_json:
        told = ({**asdict(each), "webhook": None if hook is None else asdict(hook)} for each, hook in found)
        write(json_of(list(told)), None)
        return
    texts = texts_of(settings.language)
    for each, hook in found:
        print(printable(_key_line(each, texts)))
        if hook is not None:
            print(printable(f"  webhook  {_webhook_line(hook, texts)}"))
    if not found:
        print(texts.gettext("There is no key."))


@key.command("renew")
def renew(
    key: KeyArgument,
    days: DaysOption = DAYS,
    store: StoreOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a key in the place of another one, which goes on for 14 days at most."""
    settings = read_settings(store=store, language=language)
    made = with_desk(settings, lambda desk: renew_key(desk, LOCAL_OWNER, key, days=days))
    _told_key(made, settings, as_json=as_json)


@key.command("revoke")
def revoke(key: KeyArgument, store: StoreOption = None, language: LanguageOption = None) -> None:
    """Take a key back: its program is let in no more."""
    settings = read_settings(store=store, language=language)
    revoked = with_desk(settings, lambda desk: revoke_key(desk, LOCAL_OWNER, key))
    texts = texts_of(settings.language)
    told = texts.gettext("The key of {name} is revoked: that program is let in no more.", name=revoked.name)
    print(printable(told))


@key.command("take-over")
def take_over(key: KeyArgument, store: StoreOption = None, language: LanguageOption = None) -> None:
    """Answer for a key as the owner, in the place of somebody who may not any more."""
    settings = read_settings(store=store, language=language)
    taken = with_desk(settings, lambda desk: take_over_key(desk, LOCAL_OWNER, key))
    texts = texts_of(settings.language)
    print(printable(texts.gettext("The owner answers for the key of {name} from now on.", name=taken.name)))


@key.command("webhook")
def webhook(
    key: KeyArgument,
    url: Annotated[
        str | None, typer.Argument(help="Address of https where the program is told that the register changed.")
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="Tell it nothing any more.")] = False,
    test: Annotated[bool, typer.Option("--test", help="Send a notice now; one that is taken ends a rest.")] = False,
    store: StoreOption = None,
    language: LanguageOption = None,
) -> None:
    """Let a program be told that the register changed. The secret that signs is shown now and never again."""
    if (url is not None) + off + test != 1:
        raise InvalidInput.because(
            Text("A webhook is set, taken away or tried"), Text("Give one of: an address, --off, --test"), field="url"
        )
    settings = read_settings(store=store, language=language)
    texts = texts_of(settings.language)
    if url is not None:
        _told_webhook(with_desk(settings, lambda desk: set_webhook(desk, LOCAL_OWNER, key, url)), texts)
    elif off:
        ended = with_desk(settings, lambda desk: end_webhook(desk, LOCAL_OWNER, key))
        print(printable(texts.gettext("The program of {name} is told nothing any more.", name=ended.name)))
    else:
        with_desk(settings, lambda desk: try_webhook(desk, LOCAL_OWNER, key, messenger()))
        print(texts.gettext("The notice was taken."))


# Owners


@owner.command("add")
def add(who: WhoArgument, store: StoreOption = None, language: LanguageOption = None) -> None:
    """Name an owner."""
    settings = read_settings(store=store, language=language)
    named = with_desk(settings, lambda desk: add_owner(desk, LOCAL_OWNER, who), create=True)
    print(texts_of(settings.language).gettext("{who} is an owner of the register.", who=printable(named.key)))


@owner.command("list")
def list_owners(store: StoreOption = None, language: LanguageOption = None, as_json: JsonOption = False) -> None:
    """The owners."""
    settings = read_settings(store=store, language=language)
    found = with_desk(settings, owners_of)
    if as_json:
        plain = [{"owner": each.key, "since": each.since.isoformat(), "by": each.by} for each in found]
        write(json_of(plain), None)
        return
    for each in found:
        print(printable(f"{each.key}  {each.since:%Y-%m-%d}  {each.by}"))
    if not found:
        print(texts_of(settings.language).gettext("No owner is named."))


@owner.command("remove")
def remove(who: WhoArgument, store: StoreOption = None, language: LanguageOption = None) -> None:
    """Let somebody be an owner no longer."""
    settings = read_settings(store=store, language=language)
    with_desk(settings, lambda desk: remove_owner(desk, LOCAL_OWNER, who))
    text = texts_of(settings.language).gettext("{who} is no owner any more.", who=who)
    print(printable(text))


@owner.command("link")
def link(
    person: Annotated[str, typer.Argument(help="Id of a person in the register, such as the first owner.")],
    store: StoreOption = None,
    language: LanguageOption = None,
) -> None:
    """Print a personal link, with which somebody signs in once, within seven days."""
    settings = read_settings(store=store, language=language)
    secret = with_desk(settings, lambda desk: make_link(desk, LOCAL_OWNER, person))
    address = settings.address or f"http://{settings.host}:{settings.port}"
    print(f"{address}/aanmelden/link?token={secret}")


# Audit


@audit.command("list")
def list_entries(
    person: Annotated[
        str | None, typer.Option("--person", help="Only what this person did, or what is about them.")
    ] = None,
    store: StoreOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """What was noted, oldest first."""
    settings = read_settings(store=store, language=language)
    found = with_desk(settings, lambda desk: audit_entries(desk, person=person))
    if as_json:
        write(json_of([_entry_plain(each) for each in found]), None)
        return
    texts = texts_of(settings.language)
    for each in found:
        action = title(AUDIT_TITLES, each.action, texts) if each.action in AUDIT_TITLES else each.action
        line = f"{each.number}  {each.at:%Y-%m-%d %H:%M:%S}  {each.actor}  {action}  {each.about}  {each.detail}"
        print(printable(line.rstrip()))


@audit.command("verify")
def verify(store: StoreOption = None, language: LanguageOption = None, as_json: JsonOption = False) -> None:
    """Whether the audit file is as it was written: exit code 1 when a line was altered, removed, moved or cut."""
    settings = read_settings(store=store, language=language)
    verdict = with_desk(settings, verified_audit)
    if as_json:
        faults = [{"line": fault.line, "message": str(fault.message)} for fault in verdict.faults]
        write(json_of({"entries": verdict.count, "faults": faults}), None)
    else:
        texts = texts_of(settings.language)
        for fault in verdict.faults:
            print(texts.gettext("Line {line}: {message}", line=fault.line, message=texts.say(fault.message)))
        if not verdict.faults:
            print(texts.gettext("The audit file is as it was written; entries: {count}.", count=verdict.count))
    if verdict.faults:
        raise typer.Exit(1)


def _told_key(made: CreatedKey, settings: Settings, *, as_json: bool) -> None:
    """The secret goes to stdout, so that a script can keep it; what to do with it to who looks on."""
    if as_json:
        write(json_of({**asdict(made.info), "secret": made.secret}), None)
        return
    texts = texts_of(settings.language)
    print(made.secret)
    told = texts.gettext(
        "This is the key of {name}, until {day}. Keep it where only that program reads it: it is not shown again.",
        name=made.info.name,
        day=f"{made.info.ends:%Y-%m-%d}",
    )
    output.say(told)


def _told_webhook(made: CreatedWebhook, texts: Texts) -> None:
    print(made.secret)
    told = texts.gettext(
        "With this secret the notices to {name} at {url} are signed. Keep it where only that program reads it: it is "
        "not shown again.",
        name=made.name,
        url=made.url,
    )
    output.say(told)


def _webhook_line(webhook: WebhookFacts, texts: Texts) -> str:
    at = webhook.told_at
    taken = texts.gettext("none taken yet") if at is None else texts.gettext("taken {at}", at=f"{at:%Y-%m-%d %H:%M}")
    why, rests = why_not_taken(webhook), texts.gettext("rests") if webhook.rests else ""
    return "  ".join(filter(None, (webhook.url, taken, texts.say(why) if why else "", rests)))


def _key_line(info: KeyInfo, texts: Texts) -> str:
    used = texts.gettext("never used") if info.used is None else f"{info.used:%Y-%m-%d %H:%M}"
    where = ", ".join(info.organisations) or texts.gettext("everywhere")
    state = f"{title(KEY_STATE_TITLES, info.state.value, texts)}, {info.ends:%Y-%m-%d}"
    return f"{info.key}  {info.name}  {state}  {', '.join(info.scopes)}  {where}  {used}"


def _entry_plain(entry: Audited) -> dict[str, Any]:
    return {**asdict(entry), "at": entry.at.isoformat()}
