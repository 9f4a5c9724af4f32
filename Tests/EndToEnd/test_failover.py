"""A gateway goes, in each of the three ways, while clients probe every 10 ms; and comes back."""

from egwlab import scenarios
from egwlab.addresses import FAMILIES
from egwlab.gateways import Gateway
from egwlab.lab import Lab

# BFD at 100 ms × 3: 300 ms, an interval more until OVN looks, and its flow tables.
LIMIT_MS = 1000
PROBES_A_SECOND = 100


def test_a_killed_bfdd_is_noticed_and_nothing_is_lost(lab: Lab, victim: Gateway) -> None:
    outcome = scenarios.kill(lab, victim)
    assert outcome.moved < LIMIT_MS, outcome
    assert outcome.lost == 0, outcome


def test_a_lost_gateway_costs_its_flows_less_than_a_second(lab: Lab, victim: Gateway) -> None:
    outcome = scenarios.lose(lab, victim)
    flows = len(FAMILIES) * scenarios.FLOWS_EACH
    assert outcome.moved < LIMIT_MS, outcome
    assert outcome.lost < flows * PROBES_A_SECOND * LIMIT_MS / 1000, outcome


def test_a_removed_gateway_loses_nothing(lab: Lab, victim: Gateway) -> None:
    outcome = scenarios.remove(lab, victim)
    assert outcome.lost == 0, outcome
    assert outcome.status == 0, outcome


def test_a_bfdd_restarted_over_and_over_comes_back(lab: Lab) -> None:
    """Neither a death nor a farewell may leave OVN with a discriminator that nobody has.

    OVN forgets the remote discriminator once, when it publishes Down; what arrives after that
    puts it back, and a responder with a new one would be ignored from then on.
    """
    gateway = lab.gateways[0]
    for end in (gateway.kill, gateway.terminate, gateway.kill, gateway.kill):
        with lab.watch_bfd() as monitor:
            end()
            gateway.wait_end()
            lab.wait_bfd(monitor, "down", [gateway])
            gateway.start_bfdd()
            lab.wait_bfd(monitor, "up", [gateway])
