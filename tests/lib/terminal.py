"""A program on a pseudo-terminal, driven as expect does it: send keys, wait for text."""

import os
import pty
import re
import select
import signal
import time


class Timeout(AssertionError):
    pass


class Terminal:
    """Runs one program on a terminal of its own; a context manager that ends it."""

    def __init__(self, command, env, cwd, rows=24, columns=80):
        self.everything = ""  # all that came to the screen
        self.seen = 0         # how much of it expect has used up
        self.status = None
        self.process, self.master = pty.fork()
        if self.process == 0:
            os.chdir(cwd)
            os.execvpe(command[0], command, {**env, "TERM": "xterm", "LINES": str(rows),
                                             "COLUMNS": str(columns)})

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        if self.status is None:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        os.close(self.master)

    def send(self, text):
        os.write(self.master, text.encode())

    def line(self, text):
        self.send(text + "\r")

    def read_some(self, seconds):
        """Takes what has come, waiting for it up to seconds; False at the end of the program."""
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.everything += data.decode("utf-8", "replace")
        return bool(data)

    def expect(self, pattern, seconds=20):
        """Waits for a pattern behind what was expected before; the match."""
        end = time.monotonic() + seconds
        alive = True
        while True:
            match = re.compile(pattern, re.S).search(self.everything, self.seen)
            if match:
                self.seen = match.end()
                return match
            left = end - time.monotonic()
            if left <= 0 or not alive:
                raise Timeout(f"no {pattern!r} behind\n{self.everything[:self.seen]!r}\nin\n"
                              f"{self.everything[self.seen:]!r}")
            alive = self.read_some(min(left, 0.2))

    def last_line(self):
        """The line under the cursor as a person sees it, cursor movements carried out."""
        row, column = [], 0
        text = self.everything.rsplit("\n", 1)[-1]
        for match in re.finditer(r"\x1b\[(\d*)([A-Za-z])|(.)", text, re.S):
            count, move, character = int(match[1] or 1), match[2], match[3]
            if move == "G":
                column = count - 1
            elif move == "C":
                column += count
            elif move == "D" or character == "\b":
                column -= count if move else 1
            elif move == "K":
                del row[column:]
            elif character == "\r":
                column = 0
            elif character and character >= " ":
                row[column:column + 1] = character
                column += 1
        return "".join(row)

    def expect_line(self, pattern, seconds=20):
        """Waits until the line under the cursor ends with a pattern."""
        end = time.monotonic() + seconds
        while not re.search(pattern + r"\Z", self.last_line()):
            if time.monotonic() > end or not self.read_some(0.1):
                raise Timeout(f"no {pattern!r} in {self.last_line()!r}")
        self.seen = len(self.everything)

    def settle(self, seconds=0.3):
        """What comes until the program has been silent for so long."""
        start = len(self.everything)
        while True:
            before = len(self.everything)
            alive = self.read_some(seconds)
            if not alive or len(self.everything) == before:
                return self.everything[start:]

    def wait(self, seconds=20):
        """The exit status, when the program ends by itself."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read_some(0.05)
            done, status = os.waitpid(self.process, os.WNOHANG)
            if done:
                while self.read_some(0.05) and select.select([self.master], [], [], 0)[0]:
                    pass
                self.status = os.waitstatus_to_exitcode(status)
                return self.status
        raise Timeout(f"still running: {self.everything!r}")

    def echoes(self):
        """Whether the terminal shows what is typed."""
        import termios
        return bool(termios.tcgetattr(self.master)[3] & termios.ECHO)
