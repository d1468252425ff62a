"""A saved page gives its article, and its own word on when it was published."""

import pytest

from trucewatch.sources.pages import article

PROSE = (
    "<p>The coastal road reopened on Sunday after two years, the joint committee said.</p>"
    "<p>Three checkpoints were dismantled near Abu Grein on 3 March 2019, an officer recalled.</p>"
)


def page(head: str = "", body: str = PROSE) -> str:
    return (
        f"<!DOCTYPE html><html lang=en><head><title>Road reopens | Harbour Post</title>{head}</head>"
        "<body><nav><a href=/>Home</a><a href=/w>World</a></nav>"
        f"<article><h1>Road reopens</h1>{body}</article></body></html>"
    )


def data(fields: str) -> str:
    return f'<script type="application/ld+json">{{"@type":"NewsArticle",{fields}}}</script>'


def test_paragraphs_are_apart_and_the_title_is_not_among_them() -> None:
    found = article(page('<meta property="og:title" content="Road reopens">'))
    assert found is not None
    assert found.title == "Road reopens"
    assert found.text.startswith("The coastal road reopened")
    assert "said.\n\nThree checkpoints" in found.text
    assert "World" not in found.text


@pytest.mark.parametrize(
    "head",
    [
        data('"dateModified":"2021-07-01","datePublished":"2021-06-20T09:00:00+02:00"'),
        '<meta property="article:modified_time" content="2021-07-01">'
        '<meta property="article:published_time" content="2021-06-20T07:00:00Z">',
        '<meta name="date" content="2021-06-20"><meta name="last-modified" content="2021-07-01">',
        '<meta itemprop="datePublished" content="2021-06-20">' + data('"dateModified":"2021-07-01"'),
        data('"datePublished":"soon"') + '<meta name="DC.date.issued" content="20 June 2021">',
        '<meta property="article:modified_time" content="2021-07-01">'
        '<span itemprop="datePublished">20 June 2021</span>',
        '<script type="application/ld+json">{"@graph":[{"@type":"WebSite","datePublished":"2010-01-01"},'
        '{"@type":["NewsArticle"],"datePublished":"2021-06-20"}]}</script>',
    ],
)
def test_the_day_of_publication_comes_before_that_of_a_change(head: str) -> None:
    found = article(page(head))
    assert found is not None
    assert found.published == "2021-06-20"


def test_a_day_of_change_is_better_than_none() -> None:
    found = article(page('<meta property="article:modified_time" content="2021-07-01T10:00:00Z">'))
    assert found is not None
    assert found.published == "2021-07-01"


def test_the_first_time_shown_is_that_of_the_article_not_of_others_or_of_comments() -> None:
    body = (
        '<aside class="latest"><time datetime="2021-06-30">30 June</time></aside>'
        '<p><time datetime="2021-06-20T18:00">20 June</time></p>'
        f'{PROSE}<div class="comments"><time datetime="2021-06-25">25 June</time></div>'
    )
    found = article(page('<meta property="article:modified_time" content="2021-07-01">', body))
    assert found is not None
    assert found.published == "2021-06-20"


def test_a_date_in_the_text_is_no_date_of_publication() -> None:
    found = article(page())
    assert found is not None
    assert found.published is None


def test_outlet_and_address_are_the_page_s_own() -> None:
    head = (
        '<meta property="og:site_name" content="Harbour Post">'
        '<link rel="canonical" href="https://harbourpost.example/road">'
    )
    found = article(page(head))
    assert found is not None
    assert (found.outlet, found.url) == ("Harbour Post", "https://harbourpost.example/road")


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<html></html>",
        "<html><body><nav><a href=/>Home</a> <a href=/a>About</a></nav></body></html>",
        "<html><body><h1>404</h1><p>Not found</p></body></html>",
        "<!-- -->",
        '<html><head><script type="application/ld+json">{"@graph":' + "[" * 5000 + "</script></head></html>",
    ],
)
def test_a_page_without_an_article_gives_none(markup: str) -> None:
    assert article(markup) is None
