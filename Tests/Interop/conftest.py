"""Our responder against strangers, over a wire that can be cut and listened to.

    /usr/bin/python3 -m pytest Tests/Interop

needs root, FRR, BIRD, tshark, ethtool and iproute2, and our programs in `.build/release` or in
`$EGW_PROGRAMS`. `--responder bird` holds another implementation to the same tests:
where that fails too, it is the test that is to be doubted.
"""

import os

import pytest
from interop.binaries import program
from interop.namespaces import sweep
from interop.pair import Pair
from interop.speakers import SPEAKERS


def pytest_addoption(parser):
    parser.addoption("--responder", choices=sorted(SPEAKERS), default="bfdd")


def pytest_configure(config):
    # A record that broke off must not pass for silence.
    config.addinivalue_line(
        "filterwarnings", "error::pytest.PytestUnhandledThreadExceptionWarning"
    )


def pytest_sessionstart(session):
    if os.geteuid() != 0:
        raise pytest.UsageError("network namespaces are made by root only")
    if session.config.getoption("responder") == "bfdd":
        try:
            program("bfdd"), program("bfdd-control")
        except FileNotFoundError as missing:
            raise pytest.UsageError(str(missing)) from None
    sweep()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A test that does not run proves nothing: it fails."""
    report = (yield).get_result()
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped: {report.longrepr}"
    connection = item.funcargs.get("connection")
    if report.failed and connection is not None:
        connection.end()


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector):
    report = (yield).get_result()
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped: {report.longrepr}"


class Connection:
    """The pair that tests with one kind of peer share, until one of them fails."""

    def __init__(self, responder, peer, directory):
        self._make = lambda: Pair(responder, peer, directory)
        self._pair = None

    def pair(self):
        if self._pair is None:
            self._pair = self._make()
        return self._pair

    def end(self):
        if self._pair is not None:
            self._pair.remove()
            self._pair = None


@pytest.fixture(scope="session", params=["frr", "bird"])
def connection(request, tmp_path_factory):
    responder = request.config.getoption("responder")
    made = Connection(responder, request.param, tmp_path_factory.mktemp("wire"))
    yield made
    made.end()


@pytest.fixture
def pair(connection):
    """The pair with all sessions Up, over a wire that carries everything."""
    pair = connection.pair()
    pair.wire.mend()
    pair.wire.pass_all()
    pair.wait_until_up()
    return pair
