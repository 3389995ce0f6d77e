"""Imports point one way: record <- stages <- read <- ledger <- queries <- command line and web."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "onrecord"
STAGE = 1  # whatever is not named here helps to read one document
RANK = {
    "onrecord.record": 0,
    "onrecord.read": 2,
    "onrecord.run": 3,
    "onrecord.ledger": 4,
    "onrecord.queries": 5,
    "onrecord.output": 6,
    "onrecord.export": 6,
    "onrecord.progress": 6,
    "onrecord.show": 6,
    "onrecord.verdicts": 6,
    "onrecord.corpus": 7,  # records beyond one ledger: through the same rows and Arrow tables
    "onrecord.spark": 8,
    "onrecord": 7,  # the public names: for users, and for the program's edge
    "onrecord.cli": 8,
    "onrecord.web": 8,
    "onrecord.__main__": 9,
}
OUTSIDE_STAGES = ("onrecord.intake", "onrecord.knowledge", "onrecord.lang", "onrecord.model")
FORBIDDEN = {"torch", "transformers", "tokenizers", "spacy", "sklearn", "pandas"}
FILES = sorted(PACKAGE.rglob("*.py"))


def module_of(file: Path) -> str:
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(file: Path) -> set[str]:
    """Full names of the modules that a file imports, wherever in it."""
    found = set()
    modules = {module_of(other) for other in FILES}
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: relative import"
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & modules
            if [alias.name for alias in node.names] != ["__version__"]:  # loaded with the package, whoever asks
                found |= inner or {node.module or ""}
    return found


def area(module: str) -> str:
    """The first level below the package: a folder counts as one."""
    return ".".join(module.split(".")[:2])


def rank(module: str) -> int:
    return RANK.get(area(module), STAGE)


IMPORTS = {module_of(file): imports_of(file) for file in FILES}
OURS = {module: {name for name in names if area(name).startswith("onrecord")} for module, names in IMPORTS.items()}


def test_there_is_something_to_check():
    assert {"onrecord.record", "onrecord.read", "onrecord.cli"} <= set(OURS)
    assert "onrecord.record" in OURS["onrecord.read"]


def test_record_imports_nothing_of_ours():
    assert OURS["onrecord.record"] == set()


@pytest.mark.parametrize("module", sorted(set(OURS) - {"onrecord"}))
def test_imports_point_down(module):
    upward = {name for name in OURS[module] if rank(name) > rank(module)}
    assert not upward, f"{module} imports what stands above it"


def test_imports_have_no_circle():
    TopologicalSorter(OURS).prepare()


def test_stages_know_neither_intake_nor_store():
    for module, names in OURS.items():
        if rank(module) <= RANK["onrecord.read"] and area(module) not in OUTSIDE_STAGES:
            assert not {area(name) for name in names} & {"onrecord.intake", "onrecord.ledger"}, module


def test_intake_knows_only_the_record():
    allowed = {"onrecord.record", "onrecord.intake", "onrecord.lang"}
    for module, names in OURS.items():
        if area(module) == "onrecord.intake":
            assert {area(name) for name in names} <= allowed, module


def test_web_never_loads_a_model():
    for module, names in OURS.items():
        if area(module) == "onrecord.web":
            assert not {area(name) for name in names} & {"onrecord", "onrecord.read", "onrecord.run", "onrecord.encode"}


def test_the_package_needs_no_training_framework():
    for module, names in IMPORTS.items():
        assert not {name.partition(".")[0] for name in names} & FORBIDDEN, module


def test_only_the_command_line_prints():
    for file in FILES:
        calls = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
        printing = [node.lineno for node in calls if isinstance(node.func, ast.Name) and node.func.id == "print"]
        assert not printing or area(module_of(file)) == "onrecord.cli", f"{file}: line {printing}"


@pytest.mark.parametrize("arguments", [["--help"], ["read", "--help"], ["--version"], ["schema"]])
def test_help_loads_nothing_heavy(arguments):
    code = (
        "import sys, onrecord.cli\n"
        f"onrecord.cli.cli({arguments!r}, standalone_mode=False)\n"
        "heavy = {'numpy', 'onnxruntime', 'trafilatura', 'lxml', 'rich', 'py3langid', 'charset_normalizer'}\n"
        "heavy |= {'pyarrow', 'pyspark', 'pandas', 'duckdb'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, (
        f"imported: {done.stderr}; a module that onrecord/__init__.py or cli/ imports at its top must import these "
        "where it uses them"
    )


def test_read_is_the_function_whoever_imported_the_module_first():
    code = "import onrecord.read, onrecord; from onrecord.read import Reader; assert callable(onrecord.read)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
