"""Compiles the kernels, and keeps what was compiled in the user's cache folder for the next start.

A kernel is compiled once, for the types that its annotations say: whole numbers and fractions of 64 bits, and arrays
in C order of the element and dimensions of the names below.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Annotated, Any, ParamSpec, TypeVar, get_args, get_origin, get_type_hints

import numba
import numpy as np
import numpy.typing as npt
from numba import types as numba_types
from numba.core.registry import CPUDispatcher
from numba.core.sigutils import normalize_signature
from numba.core.typeconv.castgraph import Conversion

from cityplanner.kernel_cache import cache_folder

P = ParamSpec("P")
R = TypeVar("R")

Floats = Annotated[npt.NDArray[np.float64], 1]
FloatTable = Annotated[npt.NDArray[np.float64], 2]
Rows = Annotated[npt.NDArray[np.int64], 1]
RowTable = Annotated[npt.NDArray[np.int64], 2]
Short = Annotated[npt.NDArray[np.int32], 1]
Flags = Annotated[npt.NDArray[np.bool_], 1]
FlagTable = Annotated[npt.NDArray[np.bool_], 2]
Singles = Annotated[npt.NDArray[np.float32], 1]
SingleTable = Annotated[npt.NDArray[np.float32], 2]
Marks = Annotated[npt.NDArray[np.uint64], 1]
MarkTable = Annotated[npt.NDArray[np.uint64], 2]
Pixels = Annotated[npt.NDArray[np.uint32], 2]
Stamps = Annotated[npt.NDArray[np.uint32], 5]
Whole = Annotated[int | np.signedinteger[Any], "int64"]
"""A whole number, also one out of an array."""

_FOLDER = cache_folder()
if _FOLDER is not None:
    numba.config.CACHE_DIR = str(_FOLDER)  # type: ignore[attr-defined]

KERNELS: list["Kernel"] = []
"""All kernels of the modules that were imported, in the order in which they stand there."""


_Dispatcher: Any = CPUDispatcher
types: Any = numba_types


class Kernel(_Dispatcher):  # type: ignore[misc]
    """A function that is compiled when it is first needed, for what its annotations say and nothing else.

    Numba by itself compiles anew for each constant, and for each kind of whole number. Only arrays that the declared
    type does not hold (of another layout, or that must not be written to) are still compiled for.
    """

    @cached_property
    def declared(self) -> tuple[Any, ...]:
        """The types of the arguments."""
        hints = get_type_hints(self.py_func, include_extras=True)
        return tuple(_numba_type(hint) for name, hint in hints.items() if name != "return")

    @property
    def inner(self) -> bool:
        """Whether other kernels alone call it; Python cannot."""
        return bool(self.targetoptions["no_cpython_wrapper"])

    @property
    def ready(self) -> bool:
        """Whether it was compiled, in this process or by one that kept it."""
        if self.overloads:
            return True
        kept = getattr(self._cache, "_cache_file", None)
        if kept is None:
            return False
        key = self._cache._index_key(self.declared, self.targetctx.codegen())
        return key in kept._load_index()

    def get_ready(self) -> None:
        """Compile it, or load what was kept. Safe on any thread."""
        self.compile(self.declared)

    # What numba asks

    def compile(self, sig: Any) -> Any:
        wanted, _result = normalize_signature(sig)  # type: ignore[no-untyped-call]
        declared = self.declared
        if wanted == declared:
            return super().compile(declared)
        if len(wanted) != len(declared) or not all(map(self._holds, wanted, declared)):
            return super().compile(sig)
        entry = super().compile(declared)
        if not self.inner:
            # The next time these types are found at once.
            self._insert([one._code for one in wanted], entry, False)
        return entry

    def _holds(self, given: Any, declared: Any) -> bool:
        conversion = self.typingctx.can_convert(given, declared)
        return conversion is not None and conversion <= Conversion.safe

    def _compile_for_args(self, *args: Any, **kwargs: Any) -> Any:
        if self.inner:
            raise TypeError(f"{self.py_func.__name__} is for other kernels")
        return super()._compile_for_args(*args, **kwargs)

    def _insert(self, *args: Any) -> None:
        if not self.inner:
            super()._insert(*args)


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile ``function`` when it is first called; it then runs without the interpreter's lock.

    Division by 0 gives infinity or NaN as in NumPy. For functions of arrays and numbers in ``kernels.py`` modules.
    """
    kernel = _kernel(function, inner=False)
    KERNELS.append(kernel)
    fast: Callable[P, R] = kernel
    return fast


def compiled_helper(function: Callable[P, R]) -> Callable[P, R]:
    """As :func:`compiled`, for what other kernels alone call, which takes less time to compile."""
    fast: Callable[P, R] = _kernel(function, inner=True)
    return fast


def _kernel(function: Callable[..., Any], *, inner: bool) -> Kernel:
    options = {"nopython": True, "nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
    kernel = Kernel(function, targetoptions={**options, "no_cpython_wrapper": inner})
    if _FOLDER is not None:
        kernel.enable_caching()
    return kernel


_NUMBERS: dict[Any, Any] = {int: types.int64, float: types.float64, bool: types.boolean}


def _numba_type(hint: Any) -> Any:
    if hint in _NUMBERS:
        return _NUMBERS[hint]
    if get_origin(hint) is Annotated:
        array, said = get_args(hint)
        if isinstance(said, str):
            return getattr(types, said)
        (element,) = get_args(get_args(array)[1])
        return types.Array(numba.from_dtype(np.dtype(element)), said, "C")
    if get_origin(hint) is tuple:
        return types.Tuple(tuple(map(_numba_type, get_args(hint))))
    if isinstance(hint, type) and issubclass(hint, tuple):
        fields = get_type_hints(hint, include_extras=True)
        return types.NamedTuple(tuple(map(_numba_type, fields.values())), hint)
    return numba.from_dtype(np.dtype(hint))
