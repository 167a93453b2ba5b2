"""Serves a LiteLLM proxy for tests/gateway.rs, until standard input closes.

usage: serve.py CACHE_DIR UPSTREAM

Installs the pinned version into a virtual environment below CACHE_DIR once. Prints one line of
JSON, {"base_url": ...}, when the gateway answers. Needs Python's standard library alone.
"""

import fcntl
import hashlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv

HERE = pathlib.Path(__file__).resolve().parent
PATIENCE = 240.0


def installed(cache: pathlib.Path) -> pathlib.Path:
    """The folder of programs of a virtual environment with the pinned packages."""
    requirements = HERE / "requirements.txt"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()[:12]
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / "lock", "w") as lock:
        # Another test run may be at it.
        fcntl.flock(lock, fcntl.LOCK_EX)
        home = cache / f"venv-{digest}"
        stamp = home / "complete"
        if not stamp.exists():
            print("gateway: installing into", home, file=sys.stderr, flush=True)
            venv.create(home, clear=True, with_pip=True)
            pip = [home / "bin" / "python", "-m", "pip", "install", "--quiet"]
            subprocess.run([*pip, "-r", requirements], check=True, stdout=sys.stderr)
            stamp.touch()
    return home / "bin"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url: str, server: subprocess.Popen) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            sys.exit(f"gateway: it ended with {server.returncode}")
        try:
            with urllib.request.urlopen(f"{url}/health/liveliness", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    sys.exit("gateway: it did not answer in time")


def main() -> None:
    cache, upstream = pathlib.Path(sys.argv[1]), sys.argv[2]
    programs = installed(cache)
    port = free_port()
    keep = ("PATH", "HOME", "TMPDIR", "LANG")
    environment = {name: os.environ[name] for name in keep if name in os.environ}
    environment |= {
        "UPSTREAM_OPENAI": f"{upstream}/v1",
        "UPSTREAM_ANTHROPIC": upstream,
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "PYTHONUNBUFFERED": "1",
    }
    command = [programs / "litellm", "--config", HERE / "config.yaml"]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    with open(cache / "gateway.log", "w") as log:
        server = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    url = f"http://127.0.0.1:{port}"
    try:
        # No proxy stands between this machine and itself.
        urllib.request.install_opener(urllib.request.build_opener(urllib.request.ProxyHandler({})))
        wait_for(url, server)
        print(json.dumps({"base_url": url}), flush=True)
        sys.stdin.read()
    finally:
        server.kill()
        server.wait()


if __name__ == "__main__":
    main()
