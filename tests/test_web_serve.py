"""`onrecord serve` and `onrecord read --html` as people run them."""

import http.client
import re
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

from onrecord.cli import cli
from tests.websites import ordinary


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return ordinary(tmp_path_factory.mktemp("web") / "onrecord.db")


def test_the_server_answers_where_it_says_and_ends_with_ctrl_c(path):
    command = [sys.executable, "-m", "onrecord", "serve", "--ledger", str(path), "--port", "0", "--edit"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            port = int(re.search(r"http://127\.0\.0\.1:(\d+)/ ", server.stderr.readline())[1])
            key = re.search(r"/edit\?key=(\S+)", server.stderr.readline())[1]
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/")
            answer = connection.getresponse()
            assert answer.status == 200 and "Said last" in answer.read().decode()
            assert "server" not in {name.lower() for name, _ in answer.getheaders()}
            connection.request("GET", f"/edit?key={key}")
            assert connection.getresponse().status == 303
            again = subprocess.run(
                [*command[:-3], "--port", str(port)], capture_output=True, text=True, timeout=60, check=False
            )
            assert again.returncode == 1 and "another program" in again.stderr
        finally:
            server.send_signal(signal.SIGINT)
            assert server.wait(60) in (0, 130)


def test_a_ledger_that_is_not_there_is_named(tmp_path):
    answer = CliRunner().invoke(cli, ["serve", "--ledger", str(tmp_path / "no.db")])
    assert answer.exit_code == 1 and "onrecord add" in answer.stderr


@pytest.mark.parametrize("arguments", [["serve"], ["read", "examples/mackerel.txt", "--html", "x.html"]])
def test_without_the_packages_of_the_pages_the_command_that_helps_is_named(arguments, monkeypatch):
    for name in [*sys.modules]:
        if name.startswith(("onrecord.web", "jinja2", "starlette", "uvicorn")):
            monkeypatch.delitem(sys.modules, name)
    for name in ("jinja2", "starlette", "uvicorn"):
        monkeypatch.setitem(sys.modules, name, None)  # as if it were not installed
    answer = CliRunner().invoke(cli, arguments)
    assert answer.exit_code == 1 and 'pip install "onrecord[web]"' in answer.stderr


def test_one_dispatch_becomes_one_file(tmp_path):
    draft, page = tmp_path / "a.txt", tmp_path / "a.html"
    draft.write_text(
        'OSLO, 5 February 2024 – "We will dredge the harbour," the minister, Ada Lund, said on Monday.\n', "utf-8"
    )
    answer = CliRunner().invoke(cli, ["read", str(draft), "--html", str(page)])
    assert answer.exit_code == 0, answer.output
    text = page.read_text("utf-8")
    assert "<script" not in text and "<link" not in text and "src=" not in text
    assert re.search(r'content="default-src &#39;none&#39;; style-src &#39;sha256-[^"]+"', text)
    assert "We will dredge the harbour" in text and 'class="m cue"' in text


def test_html_is_of_one_document_and_into_its_own_file(tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f'"No," the minister of {name} said on Monday in the capital of Norland.', "utf-8")
    page = tmp_path / "out.html"
    answer = CliRunner().invoke(cli, ["read", str(tmp_path), "--html", str(page)])
    assert answer.exit_code == 2 and "shows one document" in answer.output and not page.exists()
    answer = CliRunner().invoke(cli, ["read", str(tmp_path / "a.txt"), "--html", str(page), "--json"])
    assert answer.exit_code == 2
