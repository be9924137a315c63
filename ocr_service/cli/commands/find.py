"""``ocr-service find``: find archived documents by their words and by what is known of them."""

from __future__ import annotations

import argparse

from ocr_service.archive.document import PDF
from ocr_service.archive.index.found import Hit, Wanted
from ocr_service.archive.views import found_view
from ocr_service.cli.archive_desk import first_day, last_day, open_archive
from ocr_service.cli.command import Subparsers
from ocr_service.cli.show import print_json
from ocr_service.settings import Settings

EXIT_NOTHING = 1


def add_parser(subparsers: Subparsers) -> None:
    """Add ``find``."""
    parser = subparsers.add_parser("find", help="find documents in the archive", description=__doc__)
    parser.add_argument("words", nargs="*", help='words, "phrases", beginnings* and -words to leave out')
    parser.add_argument("--sender", default="", help="from whom: words of the name")
    parser.add_argument("--correspondent", default="", help="the same by the name that you gave")
    parser.add_argument("--category", default="", help="such as invoice")
    parser.add_argument("--tag", action="append", default=[], help="with this tag; may be repeated")
    parser.add_argument(
        "--since", type=first_day, metavar="DAY", help="from this day on: 2026-11-29, or 2026"
    )
    parser.add_argument("--until", type=last_day, metavar="DAY", help="until this day, month or year")
    parser.add_argument("--min", type=float, metavar="AMOUNT", help="of so much at least")
    parser.add_argument("--max", type=float, metavar="AMOUNT", help="of so much at most")
    parser.add_argument("--owner", help="of this owner's documents (default: everybody's)")
    parser.add_argument("--limit", type=int, default=20, help="most documents (default: 20)")
    parser.add_argument("--paths", action="store_true", help="print the paths of the PDFs alone, one a line")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(handler=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Search; returns 1 when nothing fits, as grep does."""
    wanted = Wanted(
        text=" ".join(arguments.words),
        owner=arguments.owner,
        sender=arguments.sender,
        correspondent=arguments.correspondent,
        category=arguments.category,
        tags=tuple(arguments.tag),
        since=arguments.since or "",
        until=arguments.until or "",
        least=arguments.min,
        most=arguments.max,
        limit=max(1, arguments.limit),
    )
    with open_archive(settings) as archive:
        found = archive.find(wanted)
        if arguments.json:
            print_json(found_view(found))
        elif arguments.paths:
            for hit in found.hits:
                document = hit.shelved.document
                name = document.files.get(PDF) or next(iter(sorted(document.files.values())), "")
                print(archive.tree.root / hit.shelved.folder / name)
        else:
            print("\n\n".join(map(_lines, found.hits)) or "Nothing was found.")
            if found.next:
                print(f"\nThere are more; --limit {2 * wanted.limit} shows them.")
    return 0 if found.hits else EXIT_NOTHING


def _lines(hit: Hit) -> str:
    """A document for people: what it is, where it lies, and where it stands in it."""
    document = hit.shelved.document
    amount = " ".join(filter(None, (document.value("total"), document.value("currency"))))
    tags = " ".join(f"#{tag}" for tag in document.tags)
    facts = filter(None, (document.day, document.who, document.title, amount, tags, f"[{document.id}]"))
    lines = ["  ".join(facts), f"  {hit.shelved.folder}"]
    if hit.snippet and hit.snippet.text:
        lines.append(f"  page {hit.snippet.page}: … {hit.snippet.text} …")
    return "\n".join(lines)
