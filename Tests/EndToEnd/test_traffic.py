"""A VPC leaves through its gateways."""

from collections import Counter

import pytest
from egwlab.addresses import CLIENT_2, FAMILIES, UNMASQUERADED_SOURCE, Family
from egwlab.lab import Lab
from egwlab.probes import Flow, ask, flows_of_c1

families = pytest.mark.parametrize("family", FAMILIES, ids=["IPv4", "IPv6"])


def test_ovn_has_every_session_up(lab: Lab) -> None:
    with lab.watch_bfd() as monitor:
        lab.wait_bfd(monitor, "up", lab.gateways)


def test_control_lists_the_sessions_in_openbfdds_words(lab: Lab) -> None:
    for gateway in lab.gateways:
        status = gateway.execute("bfdd-control", "status")
        lines = ["There are 2 sessions:"]
        for number, (family, local) in enumerate(zip(FAMILIES, gateway.internal), 1):
            peer = lab.mode.bfd_peer(family)
            lines += [
                f"Session {number}",
                f" id={number} local={local} (p) remote={peer} state=Up ",
            ]
        assert (status.returncode, status.stdout.splitlines()) == (0, lines)


@pytest.mark.parametrize("question", ["startup", "live", "ready"])
def test_the_probe_agrees(lab: Lab, question: str) -> None:
    for gateway in lab.gateways:
        answer = gateway.execute("gateway-probe", question)
        assert answer.returncode == 0, answer.stdout + answer.stderr


@families
@pytest.mark.parametrize("protocol", ["udp", "tcp"])
def test_clients_leave_with_a_gateways_external_address(
    lab: Lab, family: Family, protocol: str
) -> None:
    flows = [Flow(f.source, f.destination, protocol) for f in flows_of_c1(family)]
    seen = Counter(s and s.address for s in ask(lab.namespaces, "c1", flows))
    assert set(seen) <= {family.external(gateway.number) for gateway in lab.gateways}


@families
def test_traffic_spreads_over_every_gateway(lab: Lab, family: Family) -> None:
    seen = Counter(s and s.address for s in ask(lab.namespaces, "c1", flows_of_c1(family)))
    assert set(seen) == {family.external(gateway.number) for gateway in lab.gateways}


@families
def test_the_source_port_is_drawn_at_random(lab: Lab, family: Family) -> None:
    flows = [Flow(f.source, f.destination, port=5555) for f in flows_of_c1(family)]
    ports = [s.port for s in ask(lab.namespaces, "c1", flows) if s]
    # Masquerading without `fully-random` keeps the port wherever it can.
    assert len(ports) == len(flows)
    assert ports.count(5555) <= 1


@families
def test_no_snat_sources_keep_their_address_and_port(lab: Lab, family: Family) -> None:
    own = family.inside(UNMASQUERADED_SOURCE)
    [kept] = ask(lab.namespaces, "c2", [Flow(own, family.server, port=5555)])
    assert kept and (kept.address, kept.port) == (own, 5555)
    # The same pod's other address shows that this is the source's doing, not the pod's.
    [hidden] = ask(lab.namespaces, "c2", [Flow(family.inside(CLIENT_2), family.server)])
    assert hidden and hidden.address != family.inside(CLIENT_2)


def test_gateway_init_again_changes_nothing(lab: Lab) -> None:
    gateway = lab.gateways[0]

    def kernel() -> list[str]:
        questions = ["nft list ruleset"]
        for family in FAMILIES:
            questions += [f"ip -{family.key} rule", f"ip -{family.key} route show table all"]
        return [
            lab.namespaces.run(*lab.namespaces.argv(gateway.name, *question.split()))
            for question in questions
        ]

    before = kernel()
    gateway.init()
    assert kernel() == before
