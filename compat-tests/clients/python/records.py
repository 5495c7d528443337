# SPDX-License-Identifier: Apache-2.0
"""What every Python client writes and expects (jobs.txt), and how a program answers."""
import sys


def key(name, i):
    return f"{name}-{i}".encode()


def value(name, i):
    return f"{name} {i} {'0123456789' * 10}".encode()


def headers(name):
    return [("case", name.encode())]


def cases(arguments):
    """PARTITION=NAME... as a dict."""
    return {int(partition): name for partition, name in (a.split("=") for a in arguments)}


def expect(wanted, got, what):
    if wanted != got:
        raise AssertionError(f"{what}: expected {wanted}, got {got}")


def check(wanted, records, start=0):
    """Each partition has its case's records, in order, from start on; a record is (partition, offset, key, value, headers)."""
    expect((100 - start) * len(wanted), len(records), "records")
    position = dict.fromkeys(wanted, start)
    for partition, offset, k, v, h in records:
        i = position[partition]
        name = wanted[partition]
        expect((i, key(name, i), value(name, i), headers(name)), (offset, k, v, list(h)), "record")
        position[partition] = i + 1


def answer(jobs):
    """Runs the job that the command line names; jobs is made with (bootstrap, topic) and has a method for each."""
    bootstrap, topic, job, *arguments = sys.argv[1:]
    try:
        method = getattr(jobs(bootstrap, topic), job, None)
        if method is None:
            print(f"{job}: not offered by this client")
            return
        remark = method(*arguments)
        print(f"{job}: ok" + (f" ({remark})" if remark else ""))
    except BaseException as e:
        print(f"{job}: FAILED {type(e).__name__} {e}".replace("\n", " "))
