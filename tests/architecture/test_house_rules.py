"""House rules in numbers and words, for every file of the rings."""

import ast
import re
import sys

from tests.architecture.source import ROOT, Module, constant, files, modules

LONGEST_FILE = 250
LONGEST_TEST_FILE = 400
LONGEST_FUNCTION = 40
MOST_PARAMETERS = 7

# Each with the reason why it is better long.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {
    "domain/rules.py:holds": "one arm for each word of the rules; apart they would say less",
}
MANY_PARAMETERS: dict[str, str] = {
    "api/graphql/campaigns.py:campaigns": "one for each filter of the list",
    "api/graphql/conflicts.py:conflicts": "one for each filter of the list",
    "api/graphql/opportunities.py:opportunities": "one for each filter of the list",
    "api/graphql/projects/__init__.py:projects": "one for each filter of the list",
}
READ_THE_ENVIRONMENT = {
    "wsgi.py": "the composition root",
    "gunicorn.conf.py": "gunicorn reads it before there is an application",
    "adapters/settings.py": "where the environment is read, once, for the composition root",
}
READERS = {"environ", "getenv", "environb", "Env"}
BESIDES_PYTHON = {
    "domain/model/chances.py": {"numpy"},  # a thousand rankings at once: docs/decisions/0018
    "domain/model/resampled_scores.py": {"numpy"},
}
OURS = modules()
EVERYTHING = (*OURS, *modules("tests"))


def test_a_file_says_what_it_is_for() -> None:
    silent = [module.name for module in EVERYTHING if module.tree.body and not ast.get_docstring(module.tree)]

    assert silent == []


def test_a_file_can_be_read_in_one_sitting() -> None:
    long = [module.name for module in EVERYTHING if module.lines > longest(module)]

    assert [name for name in long if name not in LONG_FILES] == []


def test_a_function_fits_a_screen() -> None:
    long = [
        at
        for module in EVERYTHING
        for function in module.functions()
        if length(function) > LONGEST_FUNCTION
        if (at := place(module, function))
    ]

    assert [at for at in long if at not in LONG_FUNCTIONS] == []


def test_a_function_takes_what_it_needs_and_no_more() -> None:
    greedy = [
        place(module, function)
        for module in OURS
        for function in module.functions()
        if len(taken(function)) > MOST_PARAMETERS
    ]

    assert [at for at in greedy if at not in MANY_PARAMETERS] == []


def test_the_environment_is_read_at_the_edge_only() -> None:
    reading = {module.name for module in OURS if READERS & module.names()}

    assert reading == set(READ_THE_ENVIRONMENT)


def test_the_domain_needs_nothing_but_python() -> None:
    known = {*sys.stdlib_module_names, "domain"}
    strange = {
        module.name: roots
        for module in modules("domain")
        if (roots := {name.partition(".")[0] for name in imported(module)} - known)
    }

    assert strange == BESIDES_PYTHON


def test_the_domain_is_told_the_time() -> None:
    asks = [
        (module.name, node.lineno)
        for module in modules("domain")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today")
        if ast.unparse(node.value) in ("datetime", "date", "datetime.datetime", "datetime.date")
    ]

    assert asks == []


def test_an_exemption_says_why() -> None:
    """`# noqa: CODE  reason` and `# type: ignore[code]  # reason`: never bare."""
    bare = [
        (module.name, line.strip())
        for module in EVERYTHING
        for line in module.text.splitlines()
        if re.search(r"# noqa(:\s*[A-Z0-9, ]+)?\s*$", line)
        or re.search(r"# type: ignore(\[[\w, -]+\])?\s*$", line)
    ]

    assert bare == []


def test_nothing_is_left_for_later() -> None:
    later = [
        (module.name, words)
        for module in EVERYTHING
        if module.name != "tests/architecture/test_house_rules.py"
        for words in re.findall(r"#.*\b(?:TODO|FIXME|XXX|HACK)\b.*", module.text)
    ]

    assert later == []


def test_no_test_patches_our_own_code() -> None:
    """What is outside stands behind ports; what is ours is tested as it is."""
    patches = [
        (module.name, call.lineno)
        for module in modules("tests")
        for name, call in module.calls()
        if (name in ("patch", "setattr") and "monkeypatch" in ast.unparse(call.func))
        or (
            name == "patch"
            and (target := constant(call.args[0] if call.args else None)) is not None
            and target.startswith(("domain.", "api.", "adapters.", "wsgi"))
        )
    ]

    assert patches == []


def test_no_machine_or_registry_is_named_in_the_tree() -> None:
    """The tree installs anywhere: which registry serves it is a matter of the machine's own settings."""
    hosts = re.compile(rb"pypi[.]org|pythonhosted[.]org|npmjs[.](?:org|com)|crates[.]io|rubygems[.]org")

    naming = [path.relative_to(ROOT).as_posix() for path in files() if hosts.search(path.read_bytes())]

    assert naming == []


def test_every_exception_from_the_house_rules_is_still_needed() -> None:
    by_name = {module.name: module for module in EVERYTHING}
    long = {name for name, module in by_name.items() if module.lines > LONGEST_FILE}
    functions = {place(module, each) for module in OURS for each in module.functions()}

    assert set(LONG_FILES) <= long
    assert set(LONG_FUNCTIONS) <= functions
    assert set(MANY_PARAMETERS) <= functions


def longest(module: Module) -> int:
    return LONGEST_TEST_FILE if module.name.startswith("tests/") else LONGEST_FILE


def length(function: ast.FunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def taken(function: ast.FunctionDef) -> list[str]:
    """Parameters but for the object itself. A face's own arguments are its contract and are not counted."""
    arguments = function.args
    names = [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return [name for name in names if name not in ("self", "cls", "info", "input")]


def place(module: Module, function: ast.FunctionDef) -> str:
    return f"{module.name}:{function.name}"


def imported(module: Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return found
