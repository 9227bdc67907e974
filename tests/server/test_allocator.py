"""The memory of large pictures goes back to the system."""

from __future__ import annotations

import subprocess
import sys

# In a process of its own: the allocator's settings are the process's, and so is its memory.
MEASURE = """
from concurrent.futures import ThreadPoolExecutor
from models.pictures import prepare
from server.allocator import give_back_large_blocks
from tests.pictures import encoded, photo

assert give_back_large_blocks()
large = encoded(photo(4000, 3000), progressive=True)
with ThreadPoolExecutor(2) as threads:
    list(threads.map(prepare, [large] * 4, [20_000_000] * 4))
print(int(open("/proc/self/statm").read().split()[1]) * 4096 // 2**20)
"""


def test_a_process_is_small_again_after_large_pictures():
    done = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, check=True)
    assert int(done.stdout) < 80, "MB; without the call it stays at about 140"
