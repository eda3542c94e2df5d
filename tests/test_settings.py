"""Where the database is and who the analyst is: which answer wins, and what is refused."""

import getpass
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import settings
from tracker.errors import BadInput
from tracker.settings import ANALYST_LIMIT, analyst_name, data_folder, database_path
from tracker.text import is_safe


@pytest.fixture
def login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "amy")


def test_the_option_names_the_database_whatever_the_environment_says(tmp_path: Path) -> None:
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    assert database_path(str(here), {"TRACKER_DB": str(there)}) == here


def test_the_environment_names_the_database_where_no_option_does(tmp_path: Path) -> None:
    assert database_path(None, {"TRACKER_DB": str(tmp_path / "there.db")}) == tmp_path / "there.db"


@pytest.mark.parametrize("environment", [{}, {"TRACKER_DB": ""}], ids=["unset", "empty"])
def test_without_either_the_database_is_in_the_platform_s_data_folder(environment: dict[str, str]) -> None:
    assert database_path(None, environment) == data_folder() / "tracker.db"


def test_an_empty_option_is_no_option(tmp_path: Path) -> None:
    assert database_path("", {"TRACKER_DB": str(tmp_path / "there.db")}) == tmp_path / "there.db"


def test_the_data_folder_is_tracker_s_own_under_the_platform_s(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("platformdirs.user_data_path", lambda name, *, appauthor: tmp_path / name)
    assert data_folder() == tmp_path / "tracker"


def test_a_relative_path_is_taken_from_the_working_directory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert database_path("notes.db", {}) == tmp_path / "notes.db"


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert database_path("~/notes.db", {}) == tmp_path / "notes.db"


@pytest.mark.skipif(os.name == "nt", reason="Windows guesses the home folder of any user")
def test_the_home_folder_of_nobody_is_refused_with_a_sentence() -> None:
    with pytest.raises(BadInput, match="no such home folder"):
        database_path("~there-is-no-such-user/notes.db", {})


@pytest.mark.usefixtures("login")
def test_the_option_names_the_analyst_whatever_the_environment_says() -> None:
    assert analyst_name("bob", {"TRACKER_ANALYST": "carol"}) == "bob"


@pytest.mark.usefixtures("login")
def test_the_environment_names_the_analyst_where_no_option_does() -> None:
    assert analyst_name(None, {"TRACKER_ANALYST": "carol"}) == "carol"


@pytest.mark.usefixtures("login")
def test_without_either_the_analyst_is_who_logged_in() -> None:
    assert analyst_name(None, {}) == "amy"


@pytest.mark.parametrize("error", [KeyError, OSError])
def test_an_analyst_without_a_login_name_is_asked_for_one(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def getuser() -> str:
        raise error("no such user")

    monkeypatch.setattr(getpass, "getuser", getuser)
    with pytest.raises(BadInput, match="TRACKER_ANALYST"):
        analyst_name(None, {})


@pytest.mark.parametrize("name", ["", "  ", "\n", "\x00", "\x1b", "\u202e"], ids=ascii)
@pytest.mark.usefixtures("login")
def test_a_name_with_nothing_to_read_in_it_is_refused_and_not_replaced_by_the_login(name: str) -> None:
    with pytest.raises(BadInput, match="has no name"):
        analyst_name(name, {})


def test_a_name_that_is_too_long_is_refused() -> None:
    with pytest.raises(BadInput, match="analyst's name has 65 characters"):
        analyst_name("a" * (ANALYST_LIMIT + 1), {})


def test_a_name_loses_what_a_terminal_could_act_on() -> None:
    assert analyst_name("amy\x1b]0;\u202e bob\r\n", {}) == "amy]0; bob"


@given(st.text(alphabet=st.characters(), max_size=30))
def test_any_accepted_name_is_one_safe_line(name: str) -> None:
    try:
        accepted = analyst_name(name, {})
    except BadInput:
        return
    assert (is_safe(accepted), accepted.splitlines()) == (True, [accepted])


def test_the_environment_is_read_when_asked_and_not_at_import(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_ANALYST", "dora")
    assert settings.analyst_name(None) == "dora"
