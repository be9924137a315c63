"""The archive's pages: search, what was found, one document with the places of what was looked for."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from ocr_service.api.answers.views import PREFIX
from ocr_service.api.page.route import PageRoute
from ocr_service.api.page.sheet import sheet_of
from ocr_service.api.page.visit import Looking, Steering, Visit
from ocr_service.api.routes.archive import archive_of, find_archived, find_own_archived, seen_owner
from ocr_service.api.sub_path import sub_path
from ocr_service.archive.archive import Archive, Said
from ocr_service.archive.document import ORIGINAL, PDF, RESULT
from ocr_service.archive.index.found import Count, Found, Hit, Wanted
from ocr_service.archive.index.snippets import Snippet
from ocr_service.domain.api_key import Scope
from ocr_service.domain.facts import CATEGORY
from ocr_service.intake.options import invalid

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_ROWS = 20
_AROUND = 10
SAYABLE = ("title", "sender", "date", "total", "currency", "category")
"""Fields that the page lets people correct."""
_MOST_TAGS, _MOST_TAG_CHARS = 100, 60
_AMOUNT = re.compile(r"-?[0-9]{1,9}([.,][0-9]{1,2})?", re.ASCII)

Text = Annotated[str, Query(max_length=500, description="what is looked for")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The search form as it was sent."""

    q: str
    sender: str
    category: str
    tag: str
    since: str
    until: str
    least: str
    most: str

    @property
    def query(self) -> str:
        """As the query of an address, empty when nothing is asked for."""
        names = ("q", "sender", "category", "tag", "since", "until", "least", "most")
        return urlencode({name: getattr(self, name) for name in names if getattr(self, name)})


def _asked(
    *,
    q: Text = "",
    sender: Annotated[str, Query(max_length=200)] = "",
    category: Annotated[str, Query(max_length=100)] = "",
    tag: Annotated[str, Query(max_length=60)] = "",
    since: Annotated[str, Query(max_length=10)] = "",
    until: Annotated[str, Query(max_length=10)] = "",
    least: Annotated[str, Query(max_length=12)] = "",
    most: Annotated[str, Query(max_length=12)] = "",
) -> Asked:
    return Asked(
        q=q,
        sender=sender,
        category=category,
        tag=tag,
        since=_day("since", since),
        until=_day("until", until),
        least=least.strip(),
        most=most.strip(),
    )


@router.get("/archive")
async def archive_page(
    visit: Looking,
    asked: Annotated[Asked, Depends(_asked)],
    cursor: Annotated[int, Query(ge=0, le=1 << 62)] = 0,
) -> Response:
    """A search and what it finds, the newest first."""
    visit.require(Scope.READ_OWN, Scope.READ_ALL)
    archive, owner = archive_of(visit.context), seen_owner(visit.caller, None)
    wanted = Wanted(
        text=asked.q,
        owner=owner,
        sender=asked.sender,
        category=asked.category,
        tags=(asked.tag,) if asked.tag else (),
        since=asked.since,
        until=asked.until,
        least=_amount("least", asked.least),
        most=_amount("most", asked.most),
        limit=_ROWS,
        before=cursor,
    )
    found, tags, categories = await asyncio.to_thread(_looked, archive, wanted)
    return visit.page(
        "archive.html",
        asked=asked,
        hits=[(hit, _pieces(hit.snippet)) for hit in found.hits],
        more=urlencode({"cursor": found.next}) if found.next else "",
        tags=[each.name for each in tags],
        categories=[each.name for each in categories],
        sees_all=visit.caller.sees is None and visit.has_keys,
        page_of=_page_of,
    )


@router.get("/archive/documents/{document_id}")
async def archived_page(
    visit: Looking,
    document_id: str,
    q: Text = "",
    page: Annotated[int, Query(ge=0, le=100_000, description="by its number; 0: the first that fits")] = 0,
) -> Response:
    """One document: what is known of it, its files, a page with the places of what was looked for."""
    visit.require(Scope.READ_OWN, Scope.READ_ALL)
    known = await find_archived(visit.context, visit.caller, document_id)
    archive = archive_of(visit.context)
    places = await asyncio.to_thread(archive.index.places, document_id, q)
    number = page or (places[0].page if places else 0)
    told = await asyncio.to_thread(archive.page, known, number)
    number = told["page"] if told else 0
    files = f"{sub_path()}{PREFIX}/archive/documents/{document_id}"
    last = known.document.pages
    return visit.page(
        "archived.html",
        document=known.document,
        folder=known.folder,
        sheet=sheet_of(told) if told else None,
        boxes=next((each.boxes for each in places if each.page == number), ()),
        places=[(each.page, _pieces(each)) for each in places],
        numbers=range(max(1, number - _AROUND), min(last, number + _AROUND) + 1),
        last=last,
        q=q,
        query=urlencode({"q": q}) if q else "",
        downloads={
            name: f"{files}/{name}" for name in (PDF, ORIGINAL, RESULT) if name in known.document.files
        },
        sayable={name: known.document.value(name) for name in SAYABLE},
        may_change=visit.caller.may(Scope.SUBMIT)
        and (visit.caller.is_operator or visit.caller.owner == known.document.owner),
    )


@router.post("/archive/documents/{document_id}/say")
async def say(visit: Steering, document_id: str) -> Response:
    """Take over tags, note, correspondent and corrected fields."""
    visit.require(Scope.SUBMIT)
    known = await find_own_archived(visit.context, visit.caller, document_id)
    given = {name: visit.field(f"field.{name}").strip()[:300] for name in SAYABLE}
    category = known.document.value(CATEGORY)
    was_shown = visit.words.known(CATEGORY, category)
    given[CATEGORY] = (
        category if given[CATEGORY] == was_shown else visit.words.name_of(CATEGORY, given[CATEGORY])
    )
    changed = {name: value for name, value in given.items() if value != known.document.value(name)}
    said = Said(
        corrected=changed,
        correspondent=visit.field("correspondent").strip()[:200],
        tags=_tags(visit),
        note=visit.field("note").strip().replace("\r\n", "\n")[:10_000],
        keeps=bool(visit.field("keep")),
    )
    await asyncio.to_thread(archive_of(visit.context).change, document_id, said)
    return visit.to(f"/archive/documents/{document_id}")


@router.post("/archive/documents/{document_id}/remove")
async def remove(visit: Steering, document_id: str) -> Response:
    """Remove a document for good."""
    visit.require(Scope.SUBMIT)
    if asked := visit.unsure("archive.remove.sure"):
        return asked
    await find_own_archived(visit.context, visit.caller, document_id)
    await asyncio.to_thread(archive_of(visit.context).remove, document_id)
    return visit.to("/archive")


def _looked(archive: Archive, wanted: Wanted) -> tuple[Found, list[Count], list[Count]]:
    found = archive.find(wanted)
    return found, archive.index.tags(wanted.owner), archive.index.categories(wanted.owner)


def _pieces(snippet: Snippet | None) -> list[tuple[str, bool]]:
    """A snippet's text in pieces, each with whether it was looked for."""
    pieces, at = list[tuple[str, bool]](), 0
    for start, end in snippet.marks if snippet else ():
        pieces += [(snippet.text[at:start], False), (snippet.text[start:end], True)] if snippet else []
        at = end
    return [*pieces, (snippet.text[at:], False)] if snippet else []


def _page_of(hit: Hit) -> int:
    """The page that a result leads to; 0 when its words stand on none."""
    return hit.snippet.page if hit.snippet and hit.snippet.marks else 0


def _tags(visit: Visit) -> tuple[str, ...]:
    tags = tuple(filter(None, (" ".join(tag.split()) for tag in visit.field("tags").split(","))))
    if len(tags) > _MOST_TAGS or any(len(tag) > _MOST_TAG_CHARS for tag in tags):
        raise invalid(
            {"field": "tags", "message": f"Give {_MOST_TAGS} tags of {_MOST_TAG_CHARS} characters at most."}
        )
    return tags


def _amount(name: str, text: str) -> float | None:
    """As people write it, with a comma or a point before the cents."""
    if not text:
        return None
    if not _AMOUNT.fullmatch(text):
        raise invalid({"field": name, "message": "An amount is written 84 or 84,50."})
    return float(text.replace(",", "."))


def _day(name: str, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise invalid({"field": name, "message": "A day is written YYYY-MM-DD."}) from error
