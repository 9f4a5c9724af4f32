"""The command line: one function a verb."""

import argparse
import os
import signal
import sys
import time
from pathlib import Path

from .demo import Demo
from .errors import LabError
from .lab import Lab
from .namespaces import require_root
from .state import Settings
from .status import print_status

BUILT = Path(__file__).resolve().parents[2] / ".build" / "release"


def up(lab: Lab, given: argparse.Namespace) -> int:
    settings = Settings(
        programs=os.path.abspath(given.programs),
        gateways=given.gateways,
        interval_ms=given.interval,
        multiplier=given.multiplier,
        ovn_prefix=given.ovn,
        idle=given.idle,
    )
    begin = time.monotonic()
    if lab.up(settings):
        took = time.monotonic() - begin
        print(f"lab {lab.state.name} is up: OVN {lab.ovn.version()}, {lab.mode}, {took:.1f} s")
    else:
        print(f"lab {lab.state.name} is up already")
    return 0


def down(lab: Lab, given: argparse.Namespace) -> int:
    lab.down()
    print(f"lab {lab.state.name} is down")
    return 0


def status(lab: Lab, given: argparse.Namespace) -> int:
    print_status(lab)
    return 0 if lab.is_up else 1


def execute(lab: Lab, given: argparse.Namespace) -> int:
    command = given.command or [os.environ.get("SHELL", "/bin/bash")]
    argv = lab.namespaces.argv(given.node, *command)
    os.execvp(argv[0], argv)


def ask_ovn(lab: Lab, given: argparse.Namespace) -> int:
    print(getattr(lab.ovn, given.verb)(*given.command), end="")
    return 0


def gateway(lab: Lab, given: argparse.Namespace) -> int:
    pods = lab.gateways if given.gateway == "all" else [lab.gateway(given.gateway)]
    for pod in pods:
        getattr(pod, given.action)()
    return 0


def run(lab: Lab, given: argparse.Namespace) -> int:
    result = lab.gateway(given.gateway).execute(given.program, *given.command)
    print(result.stdout, end="")
    print(result.stderr, end="", file=sys.stderr)
    return result.returncode


def demo(lab: Lab, given: argparse.Namespace) -> int:
    programs = os.path.abspath(given.programs)
    return Demo(Lab(f"{lab.state.name}-demo"), programs, given.ovn).run()


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="lab", description=sys.modules["__main__"].__doc__)
    name = os.environ.get("EGW_LAB", "egw")
    top.add_argument("--name", default=name, help="which lab ($EGW_LAB, or %(default)s)")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")

    verb = verbs.add_parser("up", help="raise the lab; nothing happens if it is up")
    verb.add_argument("--gateways", type=int, default=2, help="how many (%(default)s)")
    verb.add_argument("--interval", type=int, default=1000, help="BFD's, in ms (%(default)s)")
    verb.add_argument("--multiplier", type=int, default=3, help="BFD's (%(default)s)")
    verb.add_argument("--idle", action="store_true", help="leave our programs out for now")
    _add_parts(verb)
    verb.set_defaults(function=up)

    verb = verbs.add_parser("down", help="end all its processes, remove all it made")
    verb.set_defaults(function=down)
    verb = verbs.add_parser("status", help="what runs, and how OVN sees the gateways")
    verb.set_defaults(function=status)

    verb = verbs.add_parser("exec", help="run a command, or a shell, in a node: c1, gw1, …")
    verb.add_argument("node")
    verb.add_argument("command", nargs=argparse.REMAINDER)
    verb.set_defaults(function=execute)

    for tool in ("nbctl", "sbctl", "vsctl", "appctl"):
        verb = verbs.add_parser(tool, help=f"run ov[ns]-{tool} on the lab's OVN")
        verb.add_argument("command", nargs=argparse.REMAINDER)
        verb.set_defaults(function=ask_ovn)

    verb = verbs.add_parser("gateway", help="start, stop, break or mend a gateway pod")
    verb.add_argument("gateway", help="gw1, gw2, …, or all")
    actions = ("init", "start", "stop", "terminate", "kill", "cut", "mend")
    verb.add_argument("action", choices=actions)
    verb.set_defaults(function=gateway)

    verb = verbs.add_parser("run", help="run one of our programs in a gateway's container")
    verb.add_argument("gateway")
    verb.add_argument("program")
    verb.add_argument("command", nargs=argparse.REMAINDER)
    verb.set_defaults(function=run)

    verb = verbs.add_parser("demo", help="raise a lab of its own, break gateways, show figures")
    _add_parts(verb)
    verb.set_defaults(function=demo)
    return top


def _add_parts(verb: argparse.ArgumentParser) -> None:
    """The options that say what the lab is made of."""
    verb.add_argument("--programs", default=str(BUILT), help="directory of ours (%(default)s)")
    verb.add_argument("--ovn", default="", help="prefix of another OVN than the distribution's")


def main(argv: list[str]) -> int:
    """Runs one command; its exit status. A LabError is one line on standard error and 1."""
    given = parser().parse_args(argv)
    try:
        require_root()
        return given.function(Lab(given.name), given)
    except LabError as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("lab: interrupted; lab down removes what is there so far", file=sys.stderr)
        return 128 + signal.SIGINT
