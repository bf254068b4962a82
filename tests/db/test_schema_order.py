"""The steps of the schema are applied in the order of their names."""

from db import migrations


def test_steps_are_defined_in_their_order() -> None:
    names = [migration.name for migration in migrations.migrations._migrations]
    assert tuple(names) == migrations.SCHEMA_STEPS
    assert names == sorted(names)
    assert len(set(names)) == len(names)
