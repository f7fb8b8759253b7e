"""What every ring shares: settings of property tests. What is heavier is in the rings' own files."""

import pytest
from hypothesis import settings

settings.register_profile("plik", deadline=None, database=None, print_blob=True)
settings.load_profile("plik")


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long the storm of kills rages, and what its chance begins with; how far the machine of judging walks."""
    parser.addoption("--kills", type=int, default=10, help="processes that are killed in the storm (10)")
    parser.addoption("--seed", type=int, help="of the storm; it says which it took")
    parser.addoption("--walks", type=int, default=20, help="of the machine of calls, rounds and reviews (20)")
