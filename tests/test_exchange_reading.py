"""Tables are read to the letter, whatever wrote them; what cannot be read gets a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from tests import LIMIT_SECONDS
from tests.tables import spreadsheet, workbook
from tracker.exchange.table import TableOptions, Unreadable
from tracker.exchange.table_file import open_table

ROWS = [
    ["Number", "Text", "Who"],
    ["1", "Café “déjà vu” – the state’s own", "Côte d’Ivoire"],
    ["2", "Señor Müller’s façade", "España"],
]


def saved(folder: Path, text: str, encoding: str = "utf-8", name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def csv_text(rows: list[list[str]], separator: str = ",", line_end: str = "\n") -> str:
    return "".join(separator.join(f'"{cell}"' for cell in row) + line_end for row in rows)


def read(path: Path | str, **told: object) -> list[list[str]]:
    """Return header and rows."""
    with open_table(str(path), TableOptions(**told)) as table:  # type: ignore[arg-type]
        return [list(table.columns), *(list(row.cells) for row in table.rows())]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encoding_line_end_and_separator_are_found(tmp_path, encoding: str, line_end: str, separator: str):
    assert read(saved(tmp_path, csv_text(ROWS, separator, line_end), encoding)) == ROWS


def test_a_sign_of_order_is_no_letter_of_another_alphabet(tmp_path):
    path = saved(tmp_path, "N.º;Recomendación\n1;Actúen.\n", "cp1252")
    assert read(path)[0] == ["N.º", "Recomendación"]


def test_a_zero_in_a_text_is_a_control_character_and_no_encoding(tmp_path):
    assert read(saved(tmp_path, "No,Text\n1,Do \0this.\n"))[1] == ["1", "Do \0this."]


def test_cyrillic_letters_are_found_by_their_looks(tmp_path):
    rows = [["Номер", "Текст"], ["1", "Обеспечить доступ к образованию для всех детей"]]
    assert read(saved(tmp_path, csv_text(rows), "cp1251")) == rows


def test_a_word_without_end_takes_no_longer_than_its_letters(tmp_path):
    words = ["x" * 100_000] * 30
    assert (
        read(saved(tmp_path, csv_text([["Text", "Who"], *([each, "é"] for each in words)]), "cp1252"))[1][1]
        == "é"
    )


def test_an_encoding_that_is_told_is_taken(tmp_path):
    path = saved(tmp_path, csv_text([["Text"], ["ﾃｽﾄ"]]), "shift_jis")
    assert read(path, encoding="shift_jis") == [["Text"], ["ﾃｽﾄ"]]


def test_a_wrong_encoding_is_told_with_the_byte_and_the_row(tmp_path):
    path = saved(tmp_path, csv_text(ROWS), "cp1252")
    with pytest.raises(Unreadable, match=r"table.csv is not UTF-8: 0xe9, near row 1"):
        read(path, encoding="utf-8")


def test_cells_keep_their_line_breaks_blanks_and_quotes(tmp_path):
    cell = ' one\r\ntwo\rthree\nand ""four"" \t'
    path = saved(tmp_path, f'Text,Who\r\n"{cell}",me\r\n')
    assert read(path) == [["Text", "Who"], [cell.replace('""', '"'), "me"]]


def test_lines_before_the_header_are_kept_and_rows_are_counted_as_a_spreadsheet_counts(tmp_path):
    before = "Open recommendations\n\nExported,3 March\n"
    path = saved(tmp_path, before + "Number,Text,Who,Status\n1,One,A,Open\n\n2,Two,B,Open\n")
    with open_table(str(path), TableOptions()) as table:
        assert [row.cells for row in table.before] == [["Open recommendations"], [], ["Exported", "3 March"]]
        assert table.header is not None
        assert table.header.number == 4
        assert [(row.number, list(row.cells)) for row in table.rows()] == [
            (5, ["1", "One", "A", "Open"]),
            (6, []),
            (7, ["2", "Two", "B", "Open"]),
        ]


def test_the_header_is_the_row_that_names_most_fields_whatever_stands_around_it(tmp_path):
    before = "Minutes,,,,\nAs at June,,,,\n,,,,\n,,Government,,Target\n"
    path = saved(
        tmp_path, f"{before}Ref,Recommendation,response,Status,date\n1,One,Agreed,Done,\n,,,,\nNotes:,,,,\n"
    )
    assert read(path)[0] == ["Ref", "Recommendation", "response", "Status", "date"]
    german = saved(
        tmp_path, "Prüfungen 2026;;\nStand: Juni;;\nNr.;Empfehlung;Zuständige Stelle\n1;Handeln.;Rat\n"
    )
    assert read(german)[0] == ["Nr.", "Empfehlung", "Zuständige Stelle"]


def test_a_header_row_that_is_told_is_taken(tmp_path):
    path = saved(tmp_path, "a,b\nNumber,Text\n1,One\n")
    assert read(path, header_row=2) == [["Number", "Text"], ["1", "One"]]
    with pytest.raises(Unreadable, match="row 9 is empty"):
        read(path, header_row=9)


def test_columns_of_one_name_are_told_apart_and_those_without_have_their_place(tmp_path):
    path = saved(tmp_path, "Note,note,,Text\n1,2,3,4\n")
    assert read(path)[0] == ["Note", "note (2)", "column 3", "Text"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "table.csv is empty"),
        ("\n\n", "table.csv has no rows"),
        ('Text,Who\n"one,me\n', "row 2 begins a cell in quotes that never ends"),
        ('Text,Who\n"one" more,me\n', "row 2 has a cell in quotes that goes on after them"),
        (f'Text,Who\n"{"x" * 140_000}",me\n', "row 2 has a cell of more than 131,072 characters"),
        (",".join(f"c{n}" for n in range(16_384)) + "\n", "has 16,384 columns; the limit is 1,000"),
        ('{"text": "one"}\nno\n', "line 2 is not JSON"),
        ('{"text": "one"}\n{"text": "two", "text": "three"}\n', "line 2 has the key 'text' twice"),
        ('{"text": "one"}\n[1]\n', "line 2 is not a JSON object"),
        ('{"text": "one", "cost": NaN}\n', "line 1 holds NaN, which JSON has no value for"),
        ('[{"text": "one"},\n {"text": "two"}]', "is one list of JSON"),
        ("%PDF-1.7 ...", "cannot be read as a table"),
        ("PK\x03\x04 no archive", "is a damaged spreadsheet"),
    ],
    ids=lambda each: each[:20],
)
def test_what_is_no_table_gets_a_sentence(tmp_path, text: str, sentence: str):
    with pytest.raises(Unreadable, match=sentence):
        read(saved(tmp_path, text))


def test_a_cell_as_long_as_a_spreadsheet_allows_is_read(tmp_path):
    assert read(saved(tmp_path, f"Text,Who\n{'x' * 32_767},me\n"))[1][0] == "x" * 32_767


def test_lines_of_json_are_rows_and_a_list_is_several_values(tmp_path):
    path = saved(
        tmp_path, '\ufeff{"text": "One", "who": ["A", "B"]}\n\n{"text": "Two", "n": 1.50, "who": null}\n'
    )
    with open_table(str(path), TableOptions()) as table:
        assert list(table.columns) == ["text", "who", "n"]
        assert [(row.number, row.cells, row.kept) for row in table.rows()] == [
            (1, ["One", "A\x1fB", ""], '{"text": "One", "who": ["A", "B"]}'),
            (3, ["Two", "", "1.5"], '{"text": "Two", "n": 1.50, "who": null}'),
        ]


def test_a_spreadsheet_gives_texts_numbers_dates_and_the_values_of_formulas(tmp_path):
    path = spreadsheet(
        tmp_path / "table.xlsx",
        [
            [""],
            ["", "Number", "Text", "Made", "Sum"],
            [
                "",
                "<c><v>12</v></c>",
                " two\nlines ",
                '<c s="1"><v>45000</v></c>',
                "<c><f>1+1</f><v>2.5</v></c>",
            ],
        ],
    )
    with open_table(str(path), TableOptions()) as table:
        assert list(table.columns) == ["column 1", "Number", "Text", "Made", "Sum"]
        (row,) = table.rows()
        assert (row.number, row.cells) == (3, ["", "12", " two\nlines ", "2023-03-15", "2.5"])
        assert row.kept == '["",12," two\\nlines ","2023-03-15",2.5]'


def test_a_sheet_is_taken_by_its_name(tmp_path):
    path = spreadsheet(tmp_path / "table.xlsx", [["Text"], ["One"]])
    assert read(path, sheet="Open") == [["Text"], ["One"]]
    with pytest.raises(Unreadable, match=r"has no sheet 'Closed'\. There are: Open"):
        read(path, sheet="Closed")


def test_a_table_is_found_behind_its_cover_and_errors_in_cells_are_told(tmp_path):
    path = tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Cover").write_column(0, 0, ["Annual report", "Prepared by Finance"])
        sheet = book.add_worksheet("Recs")
        sheet.write_row(0, 0, ["No.", "Recommendation", "Share"])
        sheet.write_row(1, 0, ["1", "Count bridges."])
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
    assert read(path) == [["No.", "Recommendation", "Share"], ["1", "Count bridges.", ""]]
    with open_table(str(path), TableOptions()) as table:
        assert table.shape == (
            "sheet Recs, one of 2; cells with an error of its own, such as #DIV/0!, come in empty"
        )


def test_a_cell_far_out_gets_a_sentence_and_no_memory(tmp_path):
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = workbook(tmp_path / "table.xlsx", f"<sheetData>{cells}</sheetData>")
    with pytest.raises(Unreadable, match="spans 1,048,576 rows and 16,384 columns"):
        read(path)


def test_cells_that_never_end_take_no_longer_than_their_bytes(tmp_path):
    with pytest.raises(Unreadable):
        read(workbook(tmp_path / "table.xlsx", "<c " * 700_000))


def test_a_zip_bomb_gets_a_sentence_and_no_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("tracker.exchange.spreadsheets._UNPACKED_LIMIT", 2**20)
    path = spreadsheet(tmp_path / "table.xlsx", [["Text"], ["x" * 2**21]])
    assert path.stat().st_size < 2**14
    with pytest.raises(Unreadable, match="unpacks into more than 1 MB"):
        read(path)


def test_a_pipe_is_read_as_a_file_is(tmp_path):
    reading, writing = os.pipe()
    os.write(writing, csv_text(ROWS).encode())
    os.close(writing)
    assert read(f"/dev/fd/{reading}") == ROWS
    os.close(reading)


def test_folders_and_files_that_are_not_there_get_a_sentence(tmp_path):
    with pytest.raises(Unreadable, match="is a folder"):
        read(tmp_path)
    with pytest.raises(Unreadable, match="There is no file"):
        read(tmp_path / "none.csv")


def test_a_large_table_is_read_a_row_at_a_time(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("Number,Text\n")
        for block in range(20):
            file.writelines(f"{block * 10_000 + n},{'words ' * 40}\n" for n in range(10_000))
    code = f"""
from pathlib import Path
from tracker.exchange.table_file import open_table
from tracker.exchange.table import TableOptions
def peak():
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
with open_table({str(path)!r}, TableOptions()) as table:
    before = peak()
    print(sum(1 for row in table.rows()), (peak() - before) // 1024)
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=LIMIT_SECONDS)
    rows, mib = map(int, told.stdout.split())
    assert rows == 200_000
    assert mib < 16
