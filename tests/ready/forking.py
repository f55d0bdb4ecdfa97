"""The process from which keepers of tests are forked (`python -m tests.ready.forking DESCRIPTOR`): it has loaded all
that one needs, which is most of what the start of one costs.

Down the socket of this descriptor come two descriptors at a time, which are to be standard input and output of a
keeper; back goes the number of its process. When the socket is closed, this ends.
"""

import contextlib
import os
import signal
import socket
import sys
import traceback

from storage.keeping import keeper


def _keep(streams: list[int]) -> None:
    """The rest of the life of a forked process."""
    with contextlib.suppress(BaseException):
        try:
            os.setsid()
            for standard, given in enumerate(streams):
                os.dup2(given, standard)
                os.close(given)
            keeper.main()
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
            raise
    os._exit(0)


def main() -> None:
    """Makes one keeper after the other, as it is told."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=int(sys.argv[1])) as door:
        while True:
            _, given, _, _ = socket.recv_fds(door, 1, 2)
            if not given:
                break  # the socket was closed
            made = os.fork()
            if not made:
                door.close()
                _keep(given)
            for each in given:
                os.close(each)
            door.sendall(made.to_bytes(4, "big"))
            _waited_for(os.WNOHANG)
    _waited_for(0)


def _waited_for(how: int) -> None:
    """Takes note of those that ended; without WNOHANG, of all."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, how)[0]:
            pass


if __name__ == "__main__":
    main()
