"""Options of the test run."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-docs",
        action="store_true",
        help="write what the commands in README.md and docs/ print now into their blocks, to be reviewed as a diff",
    )
