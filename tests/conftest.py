"""What every ring shares: settings of property tests. What is heavier is in the rings' own files."""

from hypothesis import settings

settings.register_profile("plik", deadline=None, database=None, print_blob=True)
settings.load_profile("plik")
