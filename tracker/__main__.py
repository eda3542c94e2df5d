"""Where `tracker` starts: the UI at once, without the weight of the commands, or one of them."""

import gc
import os
import sys
from collections.abc import Sequence

from tracker.commands.database import Database, parted
from tracker.errors import BadInput, TrackerError, mistake
from tracker.printing import print_error


def main(argv: Sequence[str] | None = None) -> None:
    """Run `tracker` with these arguments, else the process's; leaves by SystemExit where it fails."""
    _open_streams()
    arguments = sys.argv[1:] if argv is None else argv
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            _start(arguments)
        finally:
            sys.stdout.flush()
    except TrackerError as error:
        print_error(error)
        raise SystemExit(error.exit_code) from None
    except BrokenPipeError:
        # The reader has gone; what Python would flush on its way out has nowhere to go either
        # (docs.python.org/3/library/signal.html, "Note on SIGPIPE").
        _forget_output()
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception as error:
        problem = mistake(error, " ".join(["running tracker", *parted(arguments)[1][:1]]))
        if isinstance(error, FileNotFoundError) and error.filename is None:
            # What the module tempfile says, of every folder that it tried.
            sentence = f"There is no room for a temporary file: {error.strerror}."
            problem = TrackerError(sentence, "Name a folder for it in TMPDIR.")
        elif isinstance(error, OSError) and error.filename is None:
            # What is opened has a name; what is printed goes where the shell says.
            _forget_output()
            problem = TrackerError(
                f"What there is to print could not be written: {error.strerror}.",
                "Make room there. tracker history tells what was saved.",
            )
        print_error(problem)
        raise SystemExit(problem.exit_code) from None


def _open_streams() -> None:
    """Open what a shell closed, as in `tracker list >&-`: else the next file that is opened takes its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))


def _forget_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _start(arguments: Sequence[str]) -> None:
    placed, rest = parted(arguments)
    _refuse_bytes([*rest, placed.get("--analyst", "")])
    if not rest:
        _start_ui(Database(placed.get("--db"), placed.get("--analyst")))
        return
    from tracker import cli

    cli.run([*(f"{option}={value}" for option, value in placed.items()), *rest])


def _refuse_bytes(arguments: Sequence[str]) -> None:
    """Raise BadInput for an argument that is no text: it could be neither stored nor compared."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError as error:
            raise BadInput(f"'{argument}' is not text in UTF-8.", "Write it in UTF-8.") from error


def _start_ui(database: Database) -> None:
    # A driver that somebody names, as tracker serve does, brings a terminal of its own.
    if not (os.environ.get("TEXTUAL_DRIVER") or (sys.stdin.isatty() and sys.stdout.isatty())):
        raise BadInput("The UI needs a terminal;", "tracker list prints the recommendations.")
    analyst = database.analyst
    connection = database.connect()
    # What a start makes stays: the collector would only look through it. `after_start` ends that.
    gc.disable()
    from tracker.ui.app import run

    run(database.path, analyst, connection)


if __name__ == "__main__":
    main()
