"""How the service is, for whoever watches machines: Prometheus' figures, on this machine alone, where asked for.

The same figures stand in `service.json` for `deadsouls doctor --service`.
"""

from prometheus_client import CollectorRegistry, Gauge, start_http_server


class Health:
    """The figures of a running service, answered on loopback; by nobody for port 0."""

    def __init__(self, port: int) -> None:
        registry = CollectorRegistry()
        self._jobs = Gauge("deadsouls_jobs", "Jobs that have not ended", ["state"], registry=registry)
        self._accounts = Gauge("deadsouls_accounts", "Reading accounts that are connected", registry=registry)
        self._beat = Gauge("deadsouls_heartbeat_seconds", "When the service last showed life", registry=registry)
        self._server = start_http_server(port, addr="127.0.0.1", registry=registry) if port else None

    def show(self, beat: dict[str, int]) -> None:
        """The figures of now: `at`, `accounts`, and the jobs of each state."""
        self._beat.set(beat["at"])
        self._accounts.set(beat["accounts"])
        for state in beat.keys() - {"at", "accounts"}:
            self._jobs.labels(state).set(beat[state])

    def close(self) -> None:
        """Stops answering."""
        if self._server is not None:
            server, thread = self._server
            server.shutdown()
            server.server_close()
            thread.join()
