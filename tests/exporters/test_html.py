"""One page that needs nothing else and runs nothing, whatever the names in it say."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from posturewatch.exporters import html

VOID = {"meta", "circle", "br", "img"}
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "footer", "aside"),
    *("section", "article", "div", "p", "h1", "h2", "h3", "ul", "li", "span", "small", "b", "i"),
    *("strong", "code", "pre", "bdi", "time", "figure", "figcaption", "svg", "circle", "text"),
    *("tspan", "table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd"),
}


class Page(HTMLParser):
    """Reads a page, and refuses one that is not well nested or has what it must not have."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""
        self.ids: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        for name, value in attrs:
            assert not name.startswith("on"), name
            assert name not in ("src", "href", "action", "srcdoc"), name
            if name == "style":
                assert re.fullmatch(r"width:[\d.]+%", str(value))
            if name == "id":
                self.ids.append(str(value))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style", "title"):
            self.text += data


def test_it_shows_score_findings_fixes_and_unknowns(report):
    shown = Page(html.written(report)).text
    for text in (
        "AWS account 123456789012",
        "01 March 2026, 12:30 UTC",
        "eu-west-1, eu-west-3",
        "Scorecard",
        "S3 buckets should have versioning enabled",
        "Enable versioning",
        "versioning",
        "What is not known",
        "The listing is not complete",
        "s3:GetBucketPolicy",
        "A policy denies it",
        "321 AWS calls in 12.3 s",
    ):
        assert text in shown
    assert "Warning" in shown


def test_it_loads_nothing_and_runs_nothing(report):
    text = html.written(report)
    assert "<script" not in text
    assert "http://" not in text.replace('http-equiv="', "")
    assert "https://" not in text
    assert "url(" not in text
    assert "@import" not in text
    assert "default-src 'none'" in text
    assert 'name="viewport"' in text
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_hostile_names_are_texts(hostile):
    written = html.written(hostile)
    shown = Page(written).text
    assert "<script>alert(1)</script>" in shown
    assert "<script" not in written
    assert "onerror=alert(1)>" in shown
    for character in ("\x00", "\x1b", "\r", "\u202e", "\ud800"):
        assert character not in written
    written.encode()


def test_ids_are_there_once(report):
    ids = Page(html.written(report)).ids
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("stopped", ["", "ExpiredToken: the credentials have ended"])
def test_an_account_in_order(empty, stopped):
    shown = Page(html.written(replace(empty, stopped=stopped))).text
    assert "Nothing fails" in shown
    assert ("ended early" in shown) == bool(stopped)
    assert "What to fix" not in shown
    assert "What is not known" not in shown


def test_what_is_left_out_is_said(report):
    limited = replace(report, selection=replace(report.selection, types=("AWS::S3::Bucket",)))
    assert "Only these types were judged: AWS::S3::Bucket." in Page(html.written(limited)).text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "none"),
        ([], "none"),
        ("", "empty"),
        (0, "0"),
        (["a", "b"], "a, b"),
        ({"a": [1]}, '{"a": [1]}'),
    ],
)
def test_evidence_of_any_kind(report, value, shown):
    line = replace(report.findings[0], evidence={"what": value})
    assert f"what{shown}" in Page(html.written(replace(report, findings=(line,)))).text
