"""The generated pages: complete, linked, deterministic, and safe from what a docstring holds."""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
import sys
from pathlib import Path

import pytest

from posturewatch.catalog import address, all_controls, resource_types, standards
from tools import docs

ROOT = Path(__file__).parents[2]
PAGES = docs.pages()


def test_every_control_type_card_and_standard_has_a_page():
    wanted = {f"controls/{control.id}.md" for control in all_controls()}
    wanted |= {f"resources/{address(kind)}.md" for kind in resource_types()}
    wanted |= {f"scorecards/{name}.md" for name in docs.scorecard_names()}
    wanted |= {f"standards/{standard.name}.md" for standard in standards()}
    wanted |= {f"{folder}/README.md" for folder in docs.WHOLE} | {"permissions.md", "triggers.md"}
    assert PAGES.keys() == wanted


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name):
    text = re.sub(r"```.*?```|`[^`]*`", "", PAGES[name], flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)]+)\)", text):
        path, _, anchor = target.partition("#")
        if path.startswith("https://"):
            continue
        page = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
        assert page in PAGES, target
        headings = re.findall(r"^#+ (.*)$", PAGES[page], re.MULTILINE)
        anchors = {heading.strip("`").lower().replace(" ", "-") for heading in headings}
        anchors |= set(re.findall(r'<a id="([^"]+)">', PAGES[page]))
        assert not anchor or anchor in anchors, target


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_an_empty_paragraph_or_trailing_space(name):
    assert "\n\n\n" not in PAGES[name]
    assert not re.search(r"[ \t]$", PAGES[name], re.MULTILINE)
    assert PAGES[name].endswith("\n")


def test_every_page_says_that_it_is_generated():
    assert all(text.startswith(docs.NOTE) for text in PAGES.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain text, with (brackets).", "plain text, with (brackets)."),
        ("a_b *c* [d](e) <script> | f", r"a\_b \*c\* \[d\](e) \<script\> \| f"),
        ("`a_b *c*` d_e", r"`a_b *c*` d\_e"),
        ("see https://example.com/a_b", "see https://example.com/a_b"),
        ("# no heading\n- no item\n1. nor this", "\\# no heading\n\\- no item\n1\\. nor this"),
        ("an & stays, a \\ does not vanish", "an & stays, a \\\\ does not vanish"),
    ],
)
def test_escaped(text, expected):
    assert docs.escaped(text) == expected


def test_a_cell_is_one_line_and_keeps_its_bars():
    assert docs.cell("one\ntwo | `three|four`") == r"one two \| `three\|four`"


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(docs, "DOCS", tmp_path)
    return tmp_path


def test_writing_twice_changes_nothing(folder, capsys):
    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0
    assert docs.main([]) == 0
    assert " 0 written, 0 removed" in capsys.readouterr().out.splitlines()[-1]


def test_check_names_what_differs_and_writing_mends_it(folder, capsys):
    docs.main([])
    (folder / "permissions.md").write_text("by hand")
    (folder / "controls" / "s3-bucket-gone.md").write_text("stale")
    (folder / "how-to.md").write_text("written by people, and none of our business")
    assert docs.main(["--check"]) == 1
    told = capsys.readouterr().err
    assert "docs/permissions.md" in told
    assert "docs/controls/s3-bucket-gone.md" in told
    assert "make docs" in told
    assert (folder / "controls" / "s3-bucket-gone.md").exists()
    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0
    assert not (folder / "controls" / "s3-bucket-gone.md").exists()
    assert (folder / "how-to.md").exists()


def test_pages_do_not_depend_on_the_order_of_hashes():
    script = "import hashlib; from tools import docs; print(hashlib.sha256(repr(docs.pages()).encode()).hexdigest())"  # fmt: skip  # noqa: E501
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
