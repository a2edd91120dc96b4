"""What the command prints: plain text, lists of what is many, errors, progress."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from analysis.errors import AnalysisError

if TYPE_CHECKING:  # help must be quick
    from types import FrameType

    from analysis.study.run import Progress as Told

MOST_LINES = 20
"""Lines printed under one heading; the others are counted."""
UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Characters that would steer the terminal."""


def say(text: str, *, error: bool = False) -> None:
    """Print plain text: nothing in it is markup, and nothing in it steers the terminal."""
    console = Console(stderr=error, soft_wrap=True, highlight=False)
    console.print(UNSHOWN.sub("", text), markup=False)


def listed(heading: str, lines: Sequence[str]) -> None:
    """Print lines under a heading, if there are any; of many, the first."""
    if not lines:
        return
    say(f"\n{heading}:")
    for line in lines[:MOST_LINES]:
        say(f"  - {line}")
    if len(lines) > MOST_LINES:
        say(f"  … and {len(lines) - MOST_LINES:,} more")


@contextmanager
def told_plainly(*, debug: bool, on_stop: str = "") -> Iterator[None]:
    """Turn an error into its message and an exit code; a traceback only if asked for."""
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    except KeyboardInterrupt:
        say(f"\nStopped. {on_stop}".rstrip(), error=True)
        raise typer.Exit(130) from None
    except AnalysisError as error:
        if debug:
            raise
        say(str(error), error=True)
        raise typer.Exit(1) from None
    except (typer.Exit, BrokenPipeError):
        raise
    except Exception as error:
        if debug:
            raise
        say(
            f"This should not have happened: {type(error).__name__}: {error}\n"
            "Repeat the command with --debug to see where, and report that.",
            error=True,
        )
        raise typer.Exit(1) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


class ShownProgress:
    """Progress of a run: what is at work and since when, and a line for each step that ends.

    In a terminal the steps at work stand below in bars that go; elsewhere the beginning of
    a step is a line too, so that a log names what a run is busy with.
    """

    def __init__(self, bars: Progress | None) -> None:
        self.bars = bars
        self.at_work: dict[str, TaskID] = {}

    def tell(self, told: Told) -> None:
        """Show one piece of news of a run."""
        if told.state == "begins":
            if self.bars is None:
                say(f"  {told.step:<52} begins")
            else:
                self.at_work[told.step] = self.bars.add_task(told.step, total=None, cells="")
        elif told.state == "goes on":
            if self.bars is not None:
                cells = f"cell {told.done} of {told.total}"
                task = self.at_work[told.step]
                self.bars.update(task, completed=told.done, total=told.total, cells=cells)
        else:
            if self.bars is not None and told.step in self.at_work:
                self.bars.remove_task(self.at_work.pop(told.step))
            say(f"  {told.step:<52} {_outcome(told)}")


def _outcome(told: Told) -> str:
    if told.state == "reused":
        return "unchanged, reused"
    return f"skipped: {told.why}" if told.state == "skipped" else f"{told.seconds:.1f} s"


@contextmanager
def shown_progress() -> Iterator[ShownProgress]:
    """Show the steps of a run, with bars only where a person watches."""
    console = Console()
    if not console.is_terminal:
        yield ShownProgress(None)
        return
    cells = TextColumn("{task.fields[cells]}")
    columns = (TextColumn("  {task.description}"), BarColumn(), cells, TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        yield ShownProgress(bars)
