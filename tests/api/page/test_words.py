"""What the page says is said in every language, and nothing is missing."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from ocr_service.api.page.rows import row_of  # the module whose words stand in Python
from ocr_service.api.page.words.spoken import LANGUAGES, words_in

_WEB = Path(__file__).parents[3] / "ocr_service" / "web" / "page"
_PAGE = Path(row_of.__code__.co_filename).parent
_SAID = re.compile(r"""(?<![a-z.])words\(\s*["']([a-z_.]+)["']\s*[,)]""")


def _holes(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same(language):
    english, other = words_in("en").messages, words_in(language).messages

    assert other.keys() == english.keys()
    assert all(_holes(other[name]) == _holes(english[name]) for name in english)
    assert all(other.values())


def test_whatever_the_page_says_is_written():
    sources = [*_WEB.glob("*.html"), *_PAGE.glob("*.py")]
    said = {name for source in sources for name in _SAID.findall(source.read_text(encoding="utf-8"))}

    assert len(said) > 50
    assert said <= words_in("en").messages.keys()


async def test_the_page_speaks_the_browsers_language(visitor):
    german = await visitor.get("/", headers={"Accept-Language": "pl,de-AT;q=0.8,en;q=0.5"})
    unknown = await visitor.get("/", headers={"Accept-Language": "pl, ;;,"})

    assert '<html lang="de">' in german.text
    assert "Dokumente hier ablegen" in german.text
    assert '<html lang="en">' in unknown.text


async def test_a_chosen_language_is_kept(visitor):
    chosen = await visitor.get("/language/fr?to=/operations")
    page = await visitor.get("/", headers={"Accept-Language": "de"})

    assert (chosen.status_code, chosen.headers["location"]) == (303, "/operations")
    assert '<html lang="fr">' in page.text
    assert (await visitor.get("/language/xx")).status_code == 404
