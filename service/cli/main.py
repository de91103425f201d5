"""Where the command line begins: it runs what was typed and tells what went wrong."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from graph.domain.errors import MandaatwijzerError
from service.cli.app import app
from service.log import log_when_needed, open_standard_streams
from service.memory import check_room, is_of_memory

__all__ = ["main"]

MEGABYTES_FOR_A_COMMAND = 128


def main() -> None:
    """Run the command that was typed; a user's mistake gives a message and exit code 2, never a traceback."""
    open_standard_streams()
    log_when_needed()
    try:
        check_room(MEGABYTES_FOR_A_COMMAND)
        app(prog_name="mandaatwijzer")
    except MandaatwijzerError as error:
        from service.cli.mistakes import mistake  # only what goes wrong needs words

        print(mistake(error), file=sys.stderr)
        raise SystemExit(2) from None
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        raise SystemExit(2) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception as error:
        if not is_of_memory(error):
            raise
        print("There is too little memory for this. Give the process more, or ask for less at once.", file=sys.stderr)
        _end_at_once(2)


def _end_at_once(code: int) -> NoReturn:
    """End the process without waiting for its threads.

    One that waits for work, and that nobody had the memory to tell that none comes, would keep it for ever: a service
    that answers nothing any more, and that nobody starts again because it is there.
    """
    sys.stderr.flush()
    os._exit(code)
