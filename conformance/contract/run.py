"""Holds the running program against docs/openapi.yaml with requests that Schemathesis generates.

Starts `./caravel serve` as a demo in a temporary folder, on free ports and without rate limits, creates a few objects,
and lets Schemathesis call every operation as an anonymous client, a tenant, another tenant and the operator.
The last line is `N passed, N failed`, one test for each role.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import requests
from tokens import Person

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
CONTRACT = PROJECT / "docs" / "openapi.yaml"
LAUNCHER = [str(PROJECT / "caravel"), "serve"]
INHERITED = ("PATH", "HOME", "JAVA_HOME", "LANG", "TMPDIR", "CARAVEL_JDK")

START_MAX_SECONDS = 120
STOP_MAX_SECONDS = 20
SETTLE_MAX_SECONDS = 60
REQUEST_MAX_SECONDS = 20


class Server:
    """A running `caravel serve`, with its log."""

    def __init__(self, folder: Path, operator: Person):
        port, engine_port, edge_port, no_resolver = free_ports(4)
        self.url = f"http://localhost:{port}"
        self.log: list[str] = []
        environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        environment |= {
            "PORT": str(port),
            "ENGINE_PORT": str(engine_port),
            "EDGE_PORT": str(edge_port),
            "DOMAIN_RESOLVERS": f"127.0.0.1:{no_resolver}",
            "DATA_DIR": str(folder),
            "ADMINS": operator.pubkey,
            "RATE_PER_KEY": "0",
            "RATE_PER_ADDRESS": "0",
        }
        self.process = subprocess.Popen(
            LAUNCHER, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self._ready = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()
        self._ready.wait(START_MAX_SECONDS)
        if not any(line.startswith("ready in ") for line in self.log):
            self.stop()
            raise SystemExit("The server did not start:\n" + "".join(self.log[-40:]))

    def _read(self):
        for line in self.process.stdout:
            self.log.append(line)
            if line.startswith("ready in "):
                self._ready.set()
        self._ready.set()

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_MAX_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Client:
    """Calls the API as one person."""

    def __init__(self, url: str, person: Person):
        self.url = url
        self.person = person

    def call(self, method: str, path: str, body=None):
        headers = {"Authorization": self.person.authorization(self.url)}
        answer = requests.request(
            method, self.url + path, json=body, headers=headers, timeout=REQUEST_MAX_SECONDS
        )
        if not answer.ok:
            raise SystemExit(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json()["data"]


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def wait_for(what: str, find):
    deadline = time.monotonic() + SETTLE_MAX_SECONDS
    while time.monotonic() < deadline:
        found = find()
        if found:
            return found
        time.sleep(0.2)
    raise SystemExit(f"There was no {what} after {SETTLE_MAX_SECONDS} s.")


def create_objects(url: str, tenants: list[Person], operator: Person) -> dict:
    """Creates relays, invoices that are open or paid, and a connected wallet. Returns the ids by kind."""
    plans = Client(url, operator).call("GET", "/plans")
    plan = next(p for p in plans if p["amount"] > 0 and not p["hidden"])
    known = {"plans": [p["id"] for p in plans], "tenants": [], "relays": {}, "invoices": []}
    for number, tenant in enumerate(tenants):
        client = Client(url, tenant)
        for name in ("alpha", "beta", "gamma"):
            relay = {"subdomain": f"{name}-{number}", "plan_id": plan["id"], "info_name": name}
            created = client.call("POST", "/relays", relay)
            known["relays"][created["id"]] = created["subdomain"]
        known["tenants"].append(tenant.pubkey)
    Client(url, operator).call("POST", "/tenants", {})
    known["tenants"].append(operator.pubkey)
    with_wallet = Client(url, tenants[-1])
    wallet = with_wallet.call("GET", "/dev/wallet")
    with_wallet.call("PUT", f"/tenants/{tenants[-1].pubkey}", wallet)
    Client(url, operator).call("POST", "/dev/clock", {"advance_days": 2})
    for tenant in tenants:
        path = f"/tenants/{tenant.pubkey}/invoices"
        Client(url, tenant).call("POST", f"/tenants/{tenant.pubkey}/reconcile")
        invoices = wait_for("invoice", lambda: Client(url, tenant).call("GET", path))
        known["invoices"] += [invoice["id"] for invoice in invoices]
    return known


def check_role(name: str, role: dict, folder: Path, examples: int) -> bool:
    file = folder / f"{name.replace(' ', '-')}.json"
    file.write_text(json.dumps(role), encoding="utf-8")
    command = [
        str(Path(sys.executable).parent / "schemathesis"),
        f"--config-file={HERE / 'schemathesis.toml'}",
        "run",
        str(CONTRACT),
        f"--url={role['server_url']}",
        f"--seed={role['seed']}",
        f"--max-examples={examples}",
        f"--request-timeout={REQUEST_MAX_SECONDS}",
        "--generation-database=none",
        "--continue-on-failure",
        "--no-color",
    ]
    environment = os.environ | {
        "CONTRACT_ROLE": str(file),
        "SCHEMATHESIS_HOOKS": "hooks",
        "PYTHONPATH": str(HERE),
    }
    print(f"\n== {name}", flush=True)
    return subprocess.run(command, env=environment, cwd=folder).returncode == 0


def main() -> int:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    examples = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    tenant, other, operator = Person.generate(), Person.generate(), Person.generate()
    with tempfile.TemporaryDirectory(prefix="caravel-contract-") as name:
        folder = Path(name)
        server = Server(folder / "data", operator)
        try:
            known = create_objects(server.url, [tenant, other], operator)
            # The operator comes last, because it may suspend what the others work on.
            roles = {"anonymous client": None, "tenant": tenant, "another tenant": other, "operator": operator}
            passed = 0
            for role, person in roles.items():
                settings = {
                    "secret": person.secret_hex if person else None,
                    "server_url": server.url,
                    "seed": seed,
                    "known": known,
                }
                passed += check_role(role, settings, folder, examples)
        finally:
            server.stop()
    faults = [line for line in server.log if re.search(r"\bERROR\b", line)]
    print("".join(faults[:20]), end="")
    failed = len(roles) - passed + (1 if faults else 0)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
