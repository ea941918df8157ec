#!/usr/bin/env python3
"""Start-to-exit of a container that runs /bin/true, side by side in one run.

Rounds are interleaved, so that whatever else the machine does hits all alike; the median counts, and ratios are what to
read: absolute times say more about the machine than about the runtimes. A run that fails is an error of its row.
"""
import argparse
import ctypes
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

BIN = os.environ["BULKHEAD_BIN_DIR"]
FLOORS = os.environ["BENCH_FLOORS"]
MS_BIND, MS_REC, MS_PRIVATE, CLONE_NEWNS = 4096, 16384, 1 << 18, 0x20000


def hide_hybrid_controllers():
    """crun refuses a hybrid cgroup layout with a controller left on version 2: in a mount namespace of this process the
    list of those controllers reads empty, for everybody alike."""
    path = b"/sys/fs/cgroup/unified/cgroup.controllers"
    if not os.path.exists(path):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS) or libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None) or \
            libc.mount(b"/dev/null", path, None, MS_BIND, None):
        sys.exit("bench: cannot hide the hybrid cgroup controllers: " + os.strerror(ctypes.get_errno()))


def make_bundle(place, seccomp):
    os.makedirs(place + "/rootfs/bin")
    for name in ("proc", "sys", "dev", "etc", "tmp"):
        os.mkdir(place + "/rootfs/" + name)
    shutil.copy(shutil.which("busybox"), place + "/rootfs/bin/busybox")
    os.chmod(place + "/rootfs/bin/busybox", 0o755)
    os.symlink("busybox", place + "/rootfs/bin/true")
    subprocess.run(["runc", "spec", "--bundle", place], check=True)
    with open(place + "/config.json") as file:
        config = json.load(file)
    config["process"]["terminal"] = False
    config["process"]["args"] = ["/bin/true"]
    config["linux"]["cgroupsPath"] = "/bulkhead-bench/" + os.path.basename(place)
    if seccomp:
        defaults = json.loads(subprocess.run([BIN + "/bulkhead", "spec", "--print"], check=True, capture_output=True).stdout)
        config["linux"]["seccomp"] = defaults["linux"]["seccomp"]
    with open(place + "/config.json", "w") as file:
        json.dump(config, file)


def measure(command):
    """Milliseconds from fork to exit."""
    begin = time.monotonic_ns()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=[
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
    _, status = os.waitpid(pid, 0)
    took = (time.monotonic_ns() - begin) / 1e6
    code = os.waitstatus_to_exitcode(status)
    if code != 0:
        raise RuntimeError(f"exit code {code}")
    return took


def peak_memory(command):
    """Peak memory in MiB of the process that was started."""
    return int(subprocess.run([FLOORS + "/peak", *command], check=True, capture_output=True).stdout) / 1024


def rows(scratch, filter_file):
    plain, filtered = scratch + "/plain", scratch + "/filtered"
    make_bundle(plain, False)
    make_bundle(filtered, True)
    usr = [x for name in ("bin", "lib", "lib64") for x in ("--symlink", "usr/" + name, "/" + name)]
    yield "floor: bare", [FLOORS + "/floor_bare", plain + "/rootfs", "/bin/true"]
    yield "floor: walled", [FLOORS + "/floor_walled", filter_file, "/usr/bin/true"]
    yield "bulkhead run, all walls", [BIN + "/bulkhead", "run", "--", "/usr/bin/true"]
    yield "bulkhead run, bundle", [BIN + "/bulkhead", "run", "--bundle", plain, "bench"]
    yield "bulkhead run, bundle + seccomp", [BIN + "/bulkhead", "run", "--bundle", filtered, "bench"]
    yield "bwrap --unshare-all", ["bwrap", "--unshare-all", "--ro-bind", "/usr", "/usr", *usr, "--proc", "/proc", "--dev",
                                  "/dev", "--tmpfs", "/tmp", "/usr/bin/true"]
    yield "crun, bundle", ["crun", "run", "--bundle", plain, "bench"]
    yield "crun, bundle + seccomp", ["crun", "run", "--bundle", filtered, "bench"]
    yield "runc, bundle", ["runc", "run", "--bundle", plain, "bench"]
    yield "runc, bundle + seccomp", ["runc", "run", "--bundle", filtered, "bench"]


def run_rounds(commands, count):
    times = {name: [] for name in commands}
    memory = {name: 0.0 for name in commands}
    errors = {name: "not installed" for name, command in commands.items() if shutil.which(command[0]) is None}
    for turn in range(count + 3):
        for name, command in commands.items():
            if name in errors:
                continue
            try:
                took = measure(command)
            except (RuntimeError, OSError) as error:
                errors[name] = str(error)
                continue
            if turn >= 3:  # the first rounds warm caches
                times[name].append(took)
    for name, command in commands.items():
        if name not in errors:
            memory[name] = peak_memory(command)
    return times, memory, errors


TARGETS = [("bulkhead run, bundle", "crun, bundle", 0.4), ("bulkhead run, bundle", "runc, bundle", 0.15),
           ("bulkhead run, all walls", "floor: walled", 1.5)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="15 rounds instead of 60")
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    hide_hybrid_controllers()
    with tempfile.TemporaryDirectory(prefix="bulkhead-bench-") as scratch:
        commands = dict(rows(scratch, os.environ["BENCH_FILTER"]))
        times, memory, errors = run_rounds(commands, 15 if options.quick else 60)
    median = {name: statistics.median(values) for name, values in times.items() if values}
    crun, runc = median.get("crun, bundle"), median.get("runc, bundle")
    print(f"{'start to exit of /bin/true':<32}{'median ms':>10}{'p10':>8}{'p95':>8}{'x crun':>8}{'x runc':>8}{'peak MiB':>10}")
    for name in commands:
        if name in errors and name not in median:
            print(f"{name:<32}{errors[name]}")
            continue
        values = sorted(times[name])
        p10, p95 = values[len(values) // 10], values[min(len(values) - 1, len(values) * 95 // 100)]
        against = "".join(f"{median[name] / other:>8.2f}" if other else f"{'-':>8}" for other in (crun, runc))
        print(f"{name:<32}{median[name]:>10.2f}{p10:>8.2f}{p95:>8.2f}{against}{memory[name]:>10.1f}")
    print()
    for ours, other, most in TARGETS:
        if ours in median and other in median:
            ratio = median[ours] / median[other]
            print(f"{'OK    ' if ratio <= most else 'MISSED'} {ours} / {other}: {ratio:.2f} (at most {most})")
    if memory.get("crun, bundle") and memory.get("bulkhead run, bundle"):
        ratio = memory["bulkhead run, bundle"] / memory["crun, bundle"]
        print(f"{'OK    ' if ratio <= 1 else 'MISSED'} peak memory of bulkhead / crun: {ratio:.2f} (at most 1)")
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"median_ms": median, "peak_mib": memory, "errors": errors}, file, indent=1)
    return 1 if any("bulkhead" in name or "floor" in name for name in errors) else 0


if __name__ == "__main__":
    sys.exit(main())
