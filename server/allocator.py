"""Makes the process give the memory of large pictures back; knows nothing of pictures."""

from __future__ import annotations

import ctypes

# From <malloc.h>. Blocks of this size and more get pages of their own, which go back to the system
# when they are freed. By itself glibc raises the size up to 32 MB as it sees such blocks come and
# go, and keeps theirs among small ones: some pictures later a process is hundreds of MB larger.
M_MMAP_THRESHOLD = -3
LARGE_BYTES = 1024 * 1024


def give_back_large_blocks() -> bool:
    """Call it once, before large blocks are used; False where the allocator is not glibc's."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and mallopt(M_MMAP_THRESHOLD, LARGE_BYTES) == 1
