"""What config.toml may say, what is refused in one sentence, and what the command config prints."""

import json
import os
import tomllib
from pathlib import Path

import pytest

from tracker import config
from tracker.__main__ import main
from tracker.errors import BadInput, TrackerError
from tracker.settings import analyst_name


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where config.toml of this test is; it is not there yet."""
    monkeypatch.setattr("platformdirs.user_config_path", lambda app, *, appauthor: tmp_path / "config" / app)
    monkeypatch.delenv("TRACKER_ANALYST", raising=False)
    return tmp_path / "config" / "tracker" / "config.toml"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def refusal(path: Path, text: str) -> str:
    """The sentence that the text is refused with."""
    write(path, text)
    with pytest.raises(BadInput) as refused:
        config.read()
    sentence = str(refused.value)
    assert str(path) in sentence and "\n" not in sentence
    return sentence


def test_without_a_file_everything_is_as_it_comes_and_no_parser_is_loaded(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "tomllib", None)
    assert config.read() == config.Config()
    assert not path.parent.exists()


def test_the_file_is_in_the_platform_s_config_folder(path: Path) -> None:
    assert config.config_path() == path


def test_a_full_file_is_read(path: Path) -> None:
    write(path, 'analyst = "amy"\ntheme = "nord"\nmouse = false\n[keys]\nstatus = "x"\n"note.edit" = "E"\n')
    assert config.read() == config.Config("amy", "nord", False, {"status": "x", "note.edit": "E"})


def test_an_id_with_a_dot_may_stand_without_quotes(path: Path) -> None:
    write(path, '[keys]\nnote.edit = "E"\nnote.delete = "D"\n')
    assert config.read().keys == {"note.edit": "E", "note.delete": "D"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("analist = 'amy'", "there is no setting 'analist'. Did you mean: analyst?"),
        ("colour = 'red'", "there is no setting 'colour'. There are: analyst, theme, mouse, keys."),
        ("analyst = 3", "analyst is not a text."),
        ("analyst = ''", "analyst is not a text."),
        ("theme = true", "theme is not a text."),
        ("mouse = 'no'", "mouse is neither true nor false."),
        ("keys = 's'", "keys is not a table."),
        ("[keys]\nstatus = 3", "the key of 'status' is not a text."),
        ("[keys]\nstatus = ''", "the key of 'status' is not a text."),
        ("[keys]\nnote.edit = ['E']", "the key of 'note.edit' is not a text."),
        ("theme = nord", "cannot be read: Invalid value (at line 1, column 9)."),
        ("[keys]\nnote = 'n'\nnote.edit = 'E'", 'an id with a dot too: "note.edit" = "E"'),
    ],
)
def test_what_cannot_be_used_is_one_sentence(path: Path, text: str, says: str) -> None:
    assert says in refusal(path, text)


def test_a_file_that_is_no_text_is_one_sentence(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput, match="is not text in UTF-8"):
        config.read()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may read everything")
def test_a_file_that_may_not_be_read_is_one_sentence(path: Path) -> None:
    write(path, "")
    path.chmod(0)
    with pytest.raises(BadInput, match="cannot be read: Permission denied"):
        config.read()


def test_the_analyst_is_the_option_s_then_the_environment_s_then_the_file_s_then_the_login(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "dora")
    assert analyst_name(None, {}) == "dora"
    write(path, 'analyst = "carol"')
    assert analyst_name(None, {}) == "carol"
    assert analyst_name(None, {"TRACKER_ANALYST": "bob"}) == "bob"
    assert analyst_name("amy", {"TRACKER_ANALYST": "bob"}) == "amy"


def test_a_broken_file_does_not_stop_who_names_the_analyst_in_the_line(path: Path) -> None:
    write(path, "analyst = ")
    assert analyst_name("amy", {}) == "amy"
    with pytest.raises(BadInput):
        analyst_name(None, {})


def test_a_command_works_under_the_name_in_the_file(
    path: Path, seeded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(path, 'analyst = "carol"')
    for line in (["status", "water/1", "reviewed"], ["history", "--limit", "1"]):
        try:
            main(["--db", str(seeded), *line])
        except SystemExit as left:
            assert not left.code
    assert "\tcarol\t" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'theme = "nord"\n'),
        ('# mine\nanalyst = "amy"\n', 'theme = "nord"\n# mine\nanalyst = "amy"\n'),
        ('theme="a" # dark\r\nmouse = true', 'theme = "nord" # dark\r\nmouse = true'),
        ("theme = 'a#b'\n", 'theme = "nord"\n'),
        ('[keys]\ntheme = "f6"\n', 'theme = "nord"\n[keys]\ntheme = "f6"\n'),
        ('#theme = "a"\n', 'theme = "nord"\n#theme = "a"\n'),
    ],
)
def test_a_theme_is_remembered_and_every_other_line_stays(path: Path, before: str, after: str) -> None:
    write(path, before)
    config.remember_theme("nord")
    assert path.read_bytes().decode() == after
    assert config.read().theme == "nord"


def test_a_theme_is_remembered_where_there_was_no_file_nor_folder(path: Path) -> None:
    config.remember_theme("nord")
    assert config.read() == config.Config(theme="nord")
    assert [each.name for each in path.parent.iterdir()] == ["config.toml"]


def test_a_link_stays_a_link_and_the_modes_stay(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "dotfiles" / "tracker.toml"
    write(target, "mouse = false\n")
    target.chmod(0o640)
    path.parent.mkdir(parents=True)
    path.symlink_to(target)
    config.remember_theme("nord")
    assert path.is_symlink()
    assert tomllib.loads(target.read_text()) == {"theme": "nord", "mouse": False}
    assert target.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("before", ['"theme" = "a"\n', "theme = '''\na\n'''\n", 'x = """\ntheme = 1\n"""\n'])
def test_a_file_that_would_come_to_mean_something_else_is_left_alone(path: Path, before: str) -> None:
    write(path, before)
    with pytest.raises(TrackerError):
        config.remember_theme("nord")
    assert path.read_text() == before


def run(capsys: pytest.CaptureFixture[str], *line: str) -> str:
    try:
        main(["--analyst", "amy", "config", *line])
    except SystemExit as left:
        assert not left.code
    return capsys.readouterr().out


def test_the_command_names_the_file_and_prints_what_holds_without_it(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys).splitlines() == [
        f"# {path} (not there yet)",
        'analyst = "amy"',
        'theme = "textual-dark"',
        "mouse = true",
    ]


def test_what_the_command_prints_is_a_config_toml_that_means_the_same(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(path, 'theme = "nord"\nmouse = false\n[keys]\n"note.edit" = "E"\n')
    printed = run(capsys)
    assert printed.startswith(f"# {path}\n")
    write(path, printed)
    assert config.read() == config.Config("amy", "nord", False, {"note.edit": "E"})


def test_the_command_prints_json(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(path, '[keys]\nstatus = "b"\n')
    assert json.loads(run(capsys, "--json")) == {
        "path": str(path),
        "analyst": "amy",
        "theme": "textual-dark",
        "mouse": True,
        "keys": {"status": "b"},
    }


def test_the_command_lists_what_can_be_given_another_key(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "status\ts\tSet review status" in run(capsys, "--keys").splitlines()
    listed = json.loads(run(capsys, "--keys", "--json"))
    assert {"id": "note.save", "keys": "ctrl+s,f2", "does": "Save the note"} in listed
