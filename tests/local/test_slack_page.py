"""A channel as a page: everything that was sent is there, and nothing of it acts."""

from posturewatch_local.slack_page import channel_page
from posturewatch_local.slack_receiver import File, Form, Message, Shown

HOSTILE = "<script>alert(1)</script>"
ESCAPED = "&lt;script&gt;"


def section(text: str) -> dict[str, object]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def posted(ts: str, text: str) -> Message:
    return Message("chat.postMessage", "C0", text, (section(text),), ts, 0.0, 0.0, {})


def shown(ts: str, text: str, thread: str = "", **more: object) -> Shown:
    return Shown(ts, "C0", text, (section(text),), thread, **more)  # type: ignore[arg-type]


def test_a_message_that_was_edited_stands_beside_what_it_was_at_first() -> None:
    messages = [shown("1.0", "green"), shown("2.0", "unchanged")]
    page = channel_page(
        "alerts", messages, history=[posted("1.0", "red"), posted("2.0", "unchanged")]
    )
    assert page.index("When it was told") < page.index("red") < page.index("green")
    assert page.count("unchanged") == 1
    assert "red" not in channel_page("alerts", messages).partition("<body")[2]


def test_what_one_person_sees_says_whose_it_is_and_stands_at_its_time() -> None:
    whisper = shown("2.0", "for you", only_for="U0BOB")
    page = channel_page(
        "alerts",
        [shown("1.0", "the first"), shown("3.0", "the last")],
        whispers=[whisper],
        people={"U0BOB": "bob"},
    )
    assert page.index("the first") < page.index("Only visible to bob") < page.index("for you")
    assert page.index("for you") < page.index("the last")


def test_a_form_shows_what_was_written_into_it() -> None:
    def asked(name: str, **element: object) -> dict[str, object]:
        label = {"type": "plain_text", "text": f"{name}?"}
        return {"type": "input", "block_id": name, "label": label, "element": element}

    view = {
        "title": {"type": "plain_text", "text": "A form"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [
            section("About"),
            asked("why", type="plain_text_input", multiline=True),
            asked("until", type="datepicker", initial_date="2026-12-06"),
        ],
    }
    page = channel_page("alerts", [], forms=[Form("V1", "U0BOB", view, "1.0", {"why": HOSTILE})])
    for told in ("A form, opened by U0BOB", "About", "why?", ESCAPED, "2026-12-06", "Send"):
        assert told in page
    assert HOSTILE not in page


def test_a_picture_stands_in_its_thread() -> None:
    file = File("trend.png", b"\x89PNG", HOSTILE)
    page = channel_page("alerts", [shown("1.0", "digest"), shown("1.1", "", "1.0", files=(file,))])
    assert page.index("1 reply") < page.index("data:image/png;base64,iVBORw==")
    assert f'alt="{ESCAPED}' in page
