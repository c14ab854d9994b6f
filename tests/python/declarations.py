"""Prints what lftoken.py declares, as ctypes has it: each function with its result and parameters."""

import lftoken
from lftoken import LF_ABI_VERSION


def name_of(kind):
    """A name as in C, with one star for each pointer."""
    stars = ""
    while hasattr(kind, "_type_") and not isinstance(kind._type_, str):
        kind, stars = kind._type_, stars + "*"
    return "void" if kind is None else kind.__name__ + stars


library = lftoken.load()
assert library.lf_library_abi_version() == LF_ABI_VERSION
for name in lftoken._FUNCTIONS:
    function = getattr(library, name)
    print("function", name, name_of(function.restype), *map(name_of, function.argtypes))
for callback in lftoken._CheckCallback, lftoken._LogCallback, lftoken._EventCallback, lftoken._CredentialsCallback:
    print("callback", name_of(callback._restype_), *map(name_of, callback._argtypes_))
