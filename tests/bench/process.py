"""A child process and what it costs: time, CPU, resident memory, from /proc and from its end.

Apart from the measurements, because each of them needs it and none should know /proc.
"""

# ruff: noqa: T201 (it talks to whoever runs it)
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a finished child took. `others` is how many cores everything else on the machine kept busy."""

    status: int
    wall: float
    cpu: float
    peak_mb: float
    others: float


class Child:
    """A running program, its output in two files."""

    def __init__(self, words: Sequence[str], folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.output, self.log = folder / "output", folder / "log"
        # SQLite and others may have left work to the disk that is not this child's.
        os.sync()
        self._busy = _machine_cpu() - _family_cpu(os.getpid())
        self._begun = time.perf_counter()
        with self.output.open("wb") as output, self.log.open("wb") as log:
            self._process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=output, stderr=log, cwd=folder
            )
        self._peak = 0.0

    def rss_mb(self) -> float:
        """Its resident memory now."""
        return _memory(self._process.pid, "VmRSS")

    def peak_mb(self) -> float:
        """The most it ever was."""
        self._peak = max(self._peak, _memory(self._process.pid, "VmHWM"))
        return self._peak

    def cpu(self) -> float:
        """The CPU seconds it has used so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK

    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._process.returncode is None and not os.waitid(
            os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT
        )

    def wait(self, progress: Callable[[], None], *, until: Callable[[], bool] | None = None) -> Cost:
        """Look on until it ends, or until it has done what it should; then it is asked to end.

        Its own rusage says nothing of memory: there a child begins with the size of its parent.
        """
        done_at = None
        cpu = 0.0
        while self.is_alive():
            self.peak_mb()
            if until is not None and done_at is None and until():
                done_at, cpu = time.perf_counter(), self.cpu()
                self._process.send_signal(signal.SIGTERM)
            progress()
            time.sleep(0.02)
        _, status, usage = os.wait4(self._process.pid, 0)
        wall = (done_at or time.perf_counter()) - self._begun
        elapsed = time.perf_counter() - self._begun
        self._process.returncode = os.waitstatus_to_exitcode(status)
        # Our own family's share stands in both figures: what is left is everybody else's.
        others = max(0.0, _machine_cpu() - _family_cpu(os.getpid()) - self._busy) / elapsed
        own = cpu if done_at else usage.ru_utime + usage.ru_stime
        return Cost(self._process.returncode, wall, own, self._peak, others)

    def end(self) -> int:
        """Ask it to end and wait for that; its exit status."""
        if self.is_alive():
            self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


class Progress:
    """Counts the lines of a child's log that begin a piece of work, and says so now and then on stderr."""

    def __init__(self, what: str, log: Path, *, every: float = 3.0) -> None:
        self._what, self._log, self._every = what, log, every
        self._read, self._next = 0, time.monotonic() + every
        self._counts = {"message": 0, "letter": 0}

    def __call__(self) -> None:
        """Look at the log where it is time."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self._every
        with self._log.open("rb") as log:
            log.seek(self._read)
            text = log.read()
        self._read += len(text)
        for word in self._counts:
            self._counts[word] += text.count(f" {word} ".encode())
        said = ", ".join(f"{count} {word}s" for word, count in self._counts.items() if count)
        print(f"  {self._what}: {said or 'at work'}", file=sys.stderr, flush=True)


def fsync_ms(folder: Path, times: int = 200) -> tuple[float, float]:
    """What one small durable write costs on this disk: median and 95th percentile in ms."""
    took = []
    probe = folder / "probe"
    with probe.open("wb", buffering=0) as file:
        for _ in range(times):
            file.write(b"x" * 4096)
            begun = time.perf_counter()
            os.fsync(file.fileno())
            took.append((time.perf_counter() - begun) * 1000)
    probe.unlink()
    return statistics.median(took), percentile(took, 0.95)


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _memory(pid: int, key: str) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = next((line for line in status.splitlines() if line.startswith(key)), "")
    return int(found.split()[1]) / 1024 if found else 0.0


def _machine_cpu() -> float:
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / _TICK


def _family_cpu(root: int) -> float:
    """CPU seconds of a process, of all its living descendants, and of those that they have waited for."""
    children: dict[int, list[int]] = {}
    used: dict[int, int] = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(file.parent.name)
        children.setdefault(int(fields[1]), []).append(pid)
        used[pid] = sum(int(field) for field in fields[11:15])
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        total += used.get(pid, 0)
        waiting += children.get(pid, [])
    return total / _TICK
