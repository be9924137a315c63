"""``ocr-service archive``: what is in the archive, what is said of it, and its index."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ocr_service.archive.archive import Archive, Said
from ocr_service.archive.carrying import export_to, import_from
from ocr_service.archive.index.found import Shelved
from ocr_service.archive.views import document_view
from ocr_service.cli.archive_desk import open_archive
from ocr_service.cli.command import Subparsers, completes
from ocr_service.cli.desk import remember
from ocr_service.cli.show import print_json, table
from ocr_service.errors import DocumentNotFound
from ocr_service.settings import Settings

EXIT_ERROR = 1

Action = Callable[[Archive, argparse.Namespace], int]


def add_parser(subparsers: Subparsers) -> None:
    """Add ``archive`` and what it can do."""
    parser = subparsers.add_parser("archive", help="look after the archive", description=__doc__)
    commands = parser.add_subparsers(dest="archive_command", required=True, metavar="COMMAND")
    _add(commands, "status", _status, "how much is in it, and what waits for it")
    _add(commands, "tags", _tags, "tags, and how many documents have them")
    _add(commands, "correspondents", _correspondents, "senders, by the names that you gave them")
    _add(commands, "show", _show, "all that is known of a document").add_argument("document_id")
    say = _add(commands, "say", _say, "give a document tags, a note, a correspondent, or correct a field")
    say.add_argument("document_id")
    say.add_argument("--tag", action="append", default=[], help="give it this tag")
    say.add_argument("--untag", action="append", default=[], metavar="TAG", help="take this tag from it")
    say.add_argument("--note", help="write this beside it; empty: no note")
    say.add_argument("--correspondent", help="call its sender so, and those of later documents by it")
    say.add_argument(
        "--set", action="append", default=[], type=_field, metavar="FIELD=VALUE", help="correct a field"
    )
    say.add_argument(
        "--keep", choices=("yes", "no"), help="keep it for ever, whatever ARCHIVE_KEEP_DAYS says"
    )
    remove = _add(commands, "remove", _remove, "remove documents for good, from files and index")
    remove.add_argument("document_id", nargs="+")
    export = _add(commands, "export", _export, "write documents into a zip file")
    completes(export.add_argument("file", type=Path), "file")
    export.add_argument("--owner", help="of this owner (default: everybody's)")
    bring = _add(
        commands, "import", _import, "take over documents of another archive: its zip file or its folder"
    )
    completes(bring.add_argument("source", type=Path), "file")
    bring.add_argument("--owner", help="make them this owner's (default: whose they were)")
    _add(commands, "accept", _accept, "let ARCHIVE_DIR be the archive, when it was moved for good")
    _add(commands, "rebuild", _rebuild, "make the index again from the files")


def _add(commands: Any, name: str, action: Action, text: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=text)
    command.add_argument("--json", action="store_true", help="print JSON")

    def handle(arguments: argparse.Namespace, settings: Settings) -> int:
        arguments.settings = settings
        with open_archive(settings) as archive:
            return action(archive, arguments)

    command.set_defaults(handler=handle)
    return command


def _field(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError("write it as total=12.50; nothing behind = takes it back")
    return name, value


def _status(archive: Archive, arguments: argparse.Namespace) -> int:
    archive.require()
    documents, size_bytes = archive.index.size(None)
    waiting = len(archive.parcels.waiting())
    view = {"documents": documents, "bytes": size_bytes, "waiting": waiting, "folder": str(archive.tree.root)}
    return _tell(
        arguments,
        view,
        f"{documents} documents, {size_bytes / 1e6:.1f} MB; {waiting} wait for {archive.tree.root}",
    )


def _tags(archive: Archive, arguments: argparse.Namespace) -> int:
    archive.require()
    rows = [(count.name, count.documents) for count in archive.index.tags(None)]
    return _tell(arguments, dict(rows), table(rows, "TAG", "DOCUMENTS"))


def _correspondents(archive: Archive, arguments: argparse.Namespace) -> int:
    archive.require()
    rows = [(count.name, count.documents) for count in archive.index.correspondents(None)]
    return _tell(arguments, dict(rows), table(rows, "CORRESPONDENT", "DOCUMENTS"))


def _show(archive: Archive, arguments: argparse.Namespace) -> int:
    known = _known(archive, arguments.document_id)
    print_json(document_view(known.document, known.folder))
    return 0


def _say(archive: Archive, arguments: argparse.Namespace) -> int:
    known = _known(archive, arguments.document_id).document
    tags = {*known.tags, *arguments.tag} - set(arguments.untag)
    said = Said(
        corrected=dict(arguments.set),
        correspondent=arguments.correspondent,
        tags=tuple(tags),
        note=arguments.note,
        keeps=None if arguments.keep is None else arguments.keep == "yes",
    )
    document = archive.change(known.id, said)
    view = document_view(document, _known(archive, document.id).folder)
    return _tell(arguments, view, f"{document.id} is changed")


def _remove(archive: Archive, arguments: argparse.Namespace) -> int:
    for identity in arguments.document_id:
        _known(archive, identity)
        archive.remove(identity)
        remember(arguments.settings, "archived document removed", identity)
    archive.healing.purge(at_once=True)
    removed = arguments.document_id
    return _tell(arguments, {"removed": removed}, f"removed: {' '.join(removed)}")


def _export(archive: Archive, arguments: argparse.Namespace) -> int:
    count = export_to(archive, arguments.file, arguments.owner)
    return _tell(
        arguments, {"documents": count, "file": str(arguments.file)}, f"{count} documents in {arguments.file}"
    )


def _import(archive: Archive, arguments: argparse.Namespace) -> int:
    """Exit code 1 when a document could not be read."""
    try:
        carried = import_from(archive, arguments.source, arguments.owner)
    except ValueError as error:
        print(error)
        return EXIT_ERROR
    counted = f"{carried.documents} documents came in, {carried.known} were here already"
    _tell(arguments, carried, "\n".join([*carried.left_out, counted]))
    return EXIT_ERROR if carried.left_out else 0


def _accept(archive: Archive, arguments: argparse.Namespace) -> int:
    archive.parts.accept()
    archive.parts.require_tree()
    return _tell(
        arguments, {"folder": str(archive.tree.root)}, f"{archive.tree.root} is the archive from now on"
    )


def _rebuild(archive: Archive, arguments: argparse.Namespace) -> int:
    """Exit code 1 when a folder could not be read."""
    complaints: list[str] = []
    indexed, left_out = archive.healing.rebuild(complaints.append)
    view = {"documents": indexed, "left_out": complaints}
    _tell(arguments, view, "\n".join([*complaints, f"{indexed} documents are in the index again"]))
    return EXIT_ERROR if left_out else 0


def _known(archive: Archive, document_id: str) -> Shelved:
    archive.require()
    known = archive.index.document(document_id)
    if known is None:
        raise DocumentNotFound(f"There is no document {document_id} in the archive.")
    return known


def _tell(arguments: argparse.Namespace, view: object, sentence: str) -> int:
    if arguments.json:
        print_json(view)
    else:
        print(sentence)
    return 0
