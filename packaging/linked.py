"""What is linked into packages of the workspace: the one list behind THIRD-PARTY.txt and the bill of materials."""

import dataclasses
import functools
import json
import re
import subprocess

# As programs that are built here know them: the compiler of each system, see packaging/package and packaging/windows.
COMPILERS = {"linux": "rustc", "windows": "/usr/bin/rustc"}


@dataclasses.dataclass(frozen=True, order=True)
class Part:
    """What comes with the compilers and is no crate."""

    title: str
    name: str
    version: str
    licence: str
    # The same as SPDX has it.
    expression: str


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def metadata(target):
    return json.loads(run("cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", target))


def crates(targets, names):
    """The crates that normal dependencies lead to on any of the targets, as cargo describes them, without those of the
    workspace and those of macros, which run at build time only; and for each id those that it needs directly."""
    found, needs = {}, {}
    for target in targets:
        known = metadata(target)
        packages = {package["id"]: package for package in known["packages"]}
        nodes = {node["id"]: node for node in known["resolve"]["nodes"]}
        todo = [package["id"] for package in known["packages"] if package["name"] in names]
        missing = set(names) - {packages[each]["name"] for each in todo}
        if missing:
            raise SystemExit(f"packaging: the workspace has no {', '.join(sorted(missing))}")
        seen = set()
        while todo:
            current = todo.pop()
            if current in seen or is_macro(packages[current]):
                continue
            seen.add(current)
            direct = [
                dependency["pkg"]
                for dependency in nodes[current]["deps"]
                if any(kind["kind"] is None for kind in dependency["dep_kinds"]) and not is_macro(packages[dependency["pkg"]])
            ]
            needs.setdefault(current, set()).update(direct)
            todo += direct
        found.update((each, packages[each]) for each in seen - set(known["workspace_members"]))
    return sorted(found.values(), key=lambda package: (package["name"], package["version"])), needs


def is_macro(package):
    return any("proc-macro" in target["kind"] for target in package["targets"])


@functools.cache
def debian(package):
    """The version of an installed package of Debian."""
    return run("dpkg-query", "--show", "--showformat", "${Version}", package)


def parts(targets):
    found = set()
    for target in targets:
        windows = "windows" in target
        compiler = run(COMPILERS["windows" if windows else "linux"], "--version")
        version = re.match(r"rustc (\S+)", compiler)[1]
        found.add(
            Part(
                "the Rust standard library",
                "rust-std",
                version,
                "MIT OR Apache-2.0, and others for parts of it",
                "MIT OR Apache-2.0",
            )
        )
        if windows:
            found.add(
                Part(
                    "the C runtime of mingw-w64",
                    "mingw-w64",
                    debian("mingw-w64-common"),
                    "ZPL-2.1, and others for parts of it",
                    "ZPL-2.1",
                )
            )
            processor = "i686" if target.startswith("i686") else "x86-64"
            found.add(
                Part(
                    "libgcc",
                    "libgcc",
                    debian(f"gcc-mingw-w64-{processor}-win32"),
                    "GPL-3.0-or-later WITH GCC-exception-3.1",
                    "GPL-3.0-or-later WITH GCC-exception-3.1",
                )
            )
    return sorted(found)
