"""The pages in a real browser: Debian's chromium, with JavaScript and without, in light and dark, wide and narrow.

Without chromium these tests are skipped, unless ONRECORD_NEEDS_BROWSER is set, as `.ci/run` does.
"""

import os
import re
import shutil
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import expect, sync_playwright

from onrecord.web.single import single
from tests.ledgers import opened
from tests.websites import ATTACKS, hostile, live, ordinary

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip
WAIT_MS = 60_000  # machines that do much else meanwhile
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
ORIGINAL = re.compile(r"https://courier\.example/2#:~:text=the%20harbour")
DRAFT = "Ada Lund said the harbour would be dredged 2 times "
COLOURS = ["color-contrast", "link-in-text-block"]
LISTS = ("/statements", "/documents", "/positions", "/events", "/actors", "/disputes", "/calendar", "/timeline")

expect.set_options(timeout=WAIT_MS)

if CHROMIUM is None and not os.environ.get("ONRECORD_NEEDS_BROWSER"):
    pytest.skip("no chromium here: apt-get install chromium", allow_module_level=True)


@pytest.fixture(scope="module")
def browser():
    assert CHROMIUM, "ONRECORD_NEEDS_BROWSER is set, and there is no chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS), timeout=WAIT_MS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with live(ordinary(tmp_path_factory.mktemp("web") / "onrecord.db")) as address:
        yield address


@pytest.fixture(scope="module")
def addresses(site, browser):
    """One page of each kind."""
    page = opened_page(browser, site)
    statement = page.request.get(f"{site}/statements.json?q=dredged").json()["rows"][0]
    position = page.request.get(f"{site}/positions.json").json()["rows"][0]
    foreign = page.request.get(f"{site}/documents.json?outlet=الصحافة").json()["rows"][0]
    page.context.close()
    return [
        "/", *LISTS, f"/statement/{statement['id']}", f"/document/{statement['document']}",
        f"/actor/{statement['actor']}",
        f"/object?topic={position['topic']}", f"/document/{foreign['id']}", "/verify", "/sql?q=SELECT+1+AS+one",
        "/corrections",
        "/statements?q=nothing+like+it", "/nothing",
    ]  # fmt: skip


def opened_page(browser, site, *, problems=None, **context):
    page = browser.new_context(base_url=site, **context).new_page()
    page.set_default_timeout(WAIT_MS)
    if problems is not None:
        page.on("console", lambda told: problems.append(told.text) if told.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
    return page


@pytest.mark.parametrize("script", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_reader_finds_a_statement_and_follows_it(browser, site, script):
    """From the search to the permalink, the document, the actor and the object, by links and forms alone."""
    problems = []
    page = opened_page(browser, site, problems=problems, java_script_enabled=script)
    main = page.get_by_role("main")
    page.goto("/")
    page.get_by_label("Search what was said").fill("dredged")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("article")).to_have_count(3)
    page.get_by_label("Form").select_option("direct")
    page.get_by_label("From", exact=True).fill("2024-02-05")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("article")).to_have_count(1)
    page.get_by_role("link", name="the harbour would be dredged 2 times").click()
    expect(page.locator("blockquote")).to_have_text("the harbour would be dredged 2 times")
    expect(page.get_by_role("link", name="At these words in the original")).to_have_attribute("href", ORIGINAL)
    page.get_by_role("link", name="In the whole document").click()
    expect(page.locator(":target")).to_have_text("the harbour would be dredged 2 times")
    main.get_by_role("link", name="Ada Lund").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada Lund")
    expect(page.locator("svg.plot .ring")).to_have_count(2)
    page.locator(".object h3 a").first.click()
    expect(page.locator("section.for").get_by_role("link", name="Ada Lund")).to_have_count(1)
    expect(page.locator("section.against").get_by_role("link", name="Ole Berg")).to_have_count(1)
    page.get_by_role("link", name="Calendar").click()
    expect(page.locator(".agenda li")).to_have_count(3)
    page.get_by_role("link", name="Timeline").click()
    page.get_by_role("link", name="Earlier").click()
    expect(page).to_have_url(re.compile("since="))
    page.get_by_role("link", name="Verify").click()
    page.get_by_label("Draft").fill(DRAFT)
    page.get_by_role("button", name="Verify").click()
    expect(page.locator(".checks li")).to_have_count(1)
    assert not problems
    assert not page.context.cookies(), "reading sets no cookie"
    page.context.close()


def test_what_was_found_is_shown_on_hover_and_focus(browser, site, addresses):
    page = opened_page(browser, site)
    page.goto(next(address for address in addresses if address.startswith("/document/")))
    note = "getComputedStyle(document.querySelector('a.cue'), '::after').content"
    assert page.evaluate(note) == "none"
    page.locator("a.cue").first.hover()
    assert "because of the cue" in page.evaluate(note) and page.locator(".note.on").count() == 1
    page.mouse.move(0, 0)
    page.locator("a.cue").first.focus()
    assert "because of the cue" in page.evaluate(note)
    shade = "getComputedStyle(document.querySelector('.m.content')).backgroundColor"
    tinted = page.evaluate(shade)
    page.get_by_label("Statements", exact=True).uncheck()
    assert page.evaluate(shade) != tinted, "the boxes above the text turn marks off"
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "show-content", "a box is a field: no shortcut there"
    page.locator("h1").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.context.close()


def test_axe_finds_nothing_on_any_page_in_light_and_dark(browser, site, addresses):
    page = opened_page(browser, site, bypass_csp=True)
    for address in addresses:
        page.emulate_media(color_scheme="light")
        page.goto(address)
        if address == "/verify":
            page.get_by_label("Draft").fill(DRAFT)
            page.get_by_role("button", name="Verify").click()
            expect(page.locator(".checks li")).to_have_count(1)
        told = violations(page)
        assert not told, (address, told)
        page.emulate_media(color_scheme="dark")
        told = violations(page, COLOURS)  # nothing else differs
        assert not told, ("dark", address, told)
    page.context.close()


def violations(page, rules=None):
    page.evaluate(AXE)
    found = page.evaluate("only => axe.run(document, {resultTypes: ['violations'], runOnly: only || undefined})", rules)
    found = found["violations"]
    return [(one["id"], one["help"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found]


def test_a_statement_is_corrected_by_forms_alone(browser, tmp_path):
    """Reject, take back, give to another speaker, make two actors one; and axe on each form, on a page with scripts."""
    with live(ordinary(tmp_path / "onrecord.db"), edit=True, editor="M. Nord", key="printed") as site:
        for script in (False, True):
            page = opened_page(browser, site, java_script_enabled=script, bypass_csp=True)
            page.goto("/edit?key=printed")
            page.goto("/statements?q=dredged")
            page.get_by_role("link", name="the harbour would be dredged 1 times").click()
            page.get_by_label("Note").fill("read wrongly")
            page.get_by_role("button", name="Wrong").click()
            expect(page.get_by_text("Judged wrong by M. Nord")).to_be_visible()
            page.get_by_role("button", name="Take back").click()
            expect(page.get_by_text("Judged wrong by M. Nord")).to_have_count(0)
            page.get_by_label("Speaker, where it is another").fill("Ole Berg")
            page.get_by_role("button", name="Said by that speaker").click()
            expect(page.get_by_text("given to them by a person")).to_be_visible()
            assert not script or not violations(page)
            page.get_by_role("button", name="Take back").click()
            page.get_by_role("link", name="In the whole document").click()
            page.locator(".judge").first.get_by_role("button", name="Right").click()
            expect(page.get_by_text("judged right")).to_have_count(1)
            assert not script or not violations(page)
            page.locator(".judge").first.get_by_role("button", name="Take back").click()
            page.goto("/corrections")
            assert not script or not violations(page)
            page.context.close()


def test_axe_finds_nothing_on_a_dispatch_as_a_file(browser, tmp_path):
    with opened(ordinary(tmp_path / "onrecord.db"), read_only=True) as ledger:
        (ident,) = ledger.ask("SELECT id FROM document WHERE text LIKE '%dredged%' LIMIT 1")[0]
        (tmp_path / "page.html").write_text(single(ledger.record(ident)), "utf-8")
    for scheme in ("light", "dark"):
        page = opened_page(browser, None, color_scheme=scheme, bypass_csp=True)
        page.goto((tmp_path / "page.html").as_uri())
        assert not violations(page)
        page.context.close()


def test_narrow_screens_scroll_in_one_direction_and_print_leaves_out_the_controls(browser, site, addresses):
    page = opened_page(browser, site, viewport={"width": 360, "height": 740})
    for address in addresses:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
    page.emulate_media(media="print")
    page.goto("/timeline")
    assert not page.locator("form").first.is_visible() and page.locator("svg.plot").is_visible()
    assert page.pdf()[:5] == b"%PDF-"
    page.context.close()


def test_words_of_right_to_left_scripts_run_so(browser, site, addresses):
    page = opened_page(browser, site)
    page.goto("/statements?outlet=الصحافة")
    direction = "element => getComputedStyle(element).direction"
    by_words = {box.inner_text()[:2]: box.evaluate(direction) for box in page.locator("blockquote").all()}
    assert by_words == {"إن": "rtl", "「港": "ltr"}
    page.context.close()


def test_attacks_do_nothing(browser, tmp_path_factory):
    """Every page of a ledger full of them: nothing runs, nothing is asked from elsewhere, nothing breaks the policy."""
    folder = tmp_path_factory.mktemp("hostile")
    path = hostile(folder / "hostile.db")
    with live(path) as site:
        problems, asked = [], []
        page = opened_page(browser, site, problems=problems)
        page.on("request", lambda request: asked.append(request.url))
        rows = page.request.get(f"{site}/statements.json").json()["rows"]
        found = ["/", *LISTS]
        for row in rows:
            found += [f"/statement/{row['id']}", f"/document/{row['document']}", f"/actor/{row['actor']}"]
        for address in found:
            page.goto(address)
            assert page.evaluate("window.owned") is None, address
        page.goto("/verify")
        page.get_by_label("Draft").fill("".join(ATTACKS))
        page.get_by_role("button", name="Verify").click()
        expect(page.locator("#verdicts")).to_be_visible()
        expect(page.get_by_label("Draft")).to_have_value("".join(ATTACKS))
        with opened(path) as ledger:
            for number, (ident,) in enumerate(ledger.ask("SELECT id FROM document")):
                file = folder / f"{number}.html"
                file.write_text(single(ledger.record(ident)), "utf-8")
                page.goto(file.as_uri())
                assert page.evaluate("window.owned") is None
                assert page.locator(".text").evaluate("element => getComputedStyle(element).fontSize") != "16px"
        assert not problems
        assert all(url.startswith((site, "file:")) for url in asked), "something was asked from elsewhere"
        page.context.close()
