"""A database is created and migrated, and its failures have messages."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, exc

from engine.errors import SettingError
from searchapp.saved import database, migrations
from searchapp.saved.store_factory import LazyStore, open_store
from searchapp.saved.store_protocol import StoreFailed, StoreFull
from searchapp.saved.tables import METADATA


def test_the_migrations_make_the_tables_that_the_program_knows(database: str) -> None:
    url = database.replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


def test_the_last_step_is_the_one_that_the_program_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(str(migrations.__file__)).parent))
    assert ScriptDirectory.from_config(config).get_current_head() == database.HEAD


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path}/saved.sqlite").close()
    connection = sqlite3.connect(tmp_path / "saved.sqlite")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(SettingError, match="9999"):
        open_store(f"sqlite:///{tmp_path}/saved.sqlite")


@pytest.mark.parametrize("address", ["nonsense", "mysql+pymysql://somewhere/db", "redis://localhost"])
def test_an_address_that_is_none_is_a_setting_error(address: str) -> None:
    with pytest.raises(SettingError, match="database"):
        open_store(address)


def test_a_server_that_does_not_answer_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreFailed, match="Try again later"):
        open_store(f"postgresql://nobody@/nothing?host={tmp_path}")


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "saved.sqlite").write_bytes(b"no database " * 100)
    with pytest.raises(StoreFailed):
        open_store(f"sqlite:///{tmp_path}/saved.sqlite")


def test_a_full_disk_is_said() -> None:
    with pytest.raises(StoreFull, match="disk is full"), database.errors_in_sentences("sqlite:///x"):
        raise exc.OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))


def test_a_store_is_opened_when_it_is_first_needed(tmp_path: Path) -> None:
    store = LazyStore(f"sqlite:///{tmp_path}/below/saved.sqlite")
    assert not (tmp_path / "below").exists()
    assert store.get() is store.get()
    store.close()
    assert (tmp_path / "below" / "saved.sqlite").exists()
