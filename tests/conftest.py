"""Options of the test run."""

import pytest
from hypothesis import settings

settings.register_profile("onrecord", deadline=None, derandomize=True)  # slow machines, and the same run everywhere
settings.load_profile("onrecord")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-docs",
        action="store_true",
        help="write what the commands in README.md and docs/ print now into their blocks, to be reviewed as a diff",
    )
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what the reader makes of tests/golden/ now into the stored records, to be reviewed as a diff",
    )
