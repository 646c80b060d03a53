"""Compares mx with its peers in one run: start-up, matrix products, training a net of two layers.

Times are minimums over interleaved repetitions, since other work on the machine only ever adds.
mx is timed from outside: a run with the loop minus a run without it, so that its differentiating
and planning count. Peers time their loop themselves. Results must agree, or the row says so.
"""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent
NET = ("inputs", "hidden", "outputs", "batch", "steps")
CASES = [
    ("net 2-3-2, batch 1", "net", NET, (2, 3, 2, 1, 20000)),
    ("net 64-128-10, batch 32", "net", NET, (64, 128, 10, 32, 1000)),
    ("net 784-256-10, batch 128", "net", NET, (784, 256, 10, 128, 50)),
    ("product 4×4", "product", ("n", "steps"), (4, 50000)),
    ("product 32×32", "product", ("n", "steps"), (32, 20000)),
    ("product 200×200", "product", ("n", "steps"), (200, 500)),
    ("product 1000×1000", "product", ("n", "steps"), (1000, 10)),
]


def run(command, text=None):
    """The seconds that a command takes, and its output."""
    start = time.perf_counter()
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
    return seconds, done.stdout


def run_mx(mx, program, names, values):
    settings = " ".join(f"{name} <- {value};" for name, value in zip(names, values))
    seconds, output = run([mx, "--json", "-e", settings, str(HERE / f"{program}.mx")])
    return seconds, float(json.loads(output.splitlines()[-1])["value"])


def run_peer(peer, program, values):
    command = [sys.executable, str(HERE / f"{peer}_peer.py"), program, *map(str, values)]
    seconds, result = run(command)[1].split()
    return float(seconds), float(result)


def has(module):
    return subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True).returncode == 0


def shown(seconds):
    for unit, factor in (("s", 1), ("ms", 1e3), ("µs", 1e6)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def compare_start(mx, repetitions):
    # The system's own, where there is one: version managers put a slow script before theirs.
    python = "/usr/bin/python3" if pathlib.Path("/usr/bin/python3").exists() else "python3"
    commands = {"mx": ([mx, "-q"], "1+1\n"), "python3": ([python, "-c", "print(1+1)"], None)}
    if shutil.which("bc"):
        commands["bc"] = (["bc", "-q"], "1+1\n")
    best = dict.fromkeys(commands, float("inf"))
    for _ in range(10 * repetitions):
        for name, (command, text) in commands.items():
            best[name] = min(best[name], run(command, text)[0])
    for name in list(commands)[1:]:
        row("start, 1+1", best["mx"], name, best[name])


def compare_loops(mx, peers, repetitions):
    for title, program, names, values in CASES:
        own = [peer for peer in peers if peer == "numpy" or program == "net"]
        with_loop = without_loop = float("inf")
        best = dict.fromkeys(own, float("inf"))
        results = {}
        for _ in range(repetitions):
            without_loop = min(without_loop, run_mx(mx, program, names, values[:-1] + (0,))[0])
            seconds, results["mx"] = run_mx(mx, program, names, values)
            with_loop = min(with_loop, seconds)
            for peer in own:
                seconds, results[peer] = run_peer(peer, program, values)
                best[peer] = min(best[peer], seconds)
        steps = values[-1]
        for peer in own:
            difference = abs(results["mx"] - results[peer])
            note = "" if difference <= 1e-8 * max(1, abs(results[peer])) else (
                f"results differ: {results['mx']}, {results[peer]}")
            row(title, (with_loop - without_loop) / steps, peer, best[peer] / steps, note)


def row(title, mine, peer, theirs, note=""):
    if mine <= 0:
        print(f"| {title} | too short to time | {peer} | {shown(theirs)} | | {note} |", flush=True)
        return
    print(f"| {title} | {shown(mine)} | {peer} | {shown(theirs)} | {theirs / mine:.2f} | {note} |",
          flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mx", help="the program, built for release")
    parser.add_argument("--repetitions", type=int, default=5)
    arguments = parser.parse_args()
    peers = [peer for peer in ("numpy", "jax") if has(peer)]
    print("| case | mx | peer | peer's time | mx is faster by | |\n|---|---|---|---|---|---|")
    compare_start(arguments.mx, arguments.repetitions)
    compare_loops(arguments.mx, peers, arguments.repetitions)


main()
