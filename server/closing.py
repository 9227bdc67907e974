"""Closes a listening port without resetting anybody whom the kernel has already let in."""

from __future__ import annotations

import ctypes
import socket
import struct
from collections.abc import Iterable

# From <asm-generic/socket.h>; Python does not name it.
SO_ATTACH_FILTER = 26

# A classic BPF program over the TCP header: drop the packet that opens a connection (SYN without
# ACK in byte 13), let pass what belongs to one that is being opened or is open.
_DROP_OPENINGS = (
    (0x30, 0, 0, 13),  # load the byte of flags
    (0x54, 0, 0, 0x12),  # keep SYN and ACK
    (0x15, 0, 1, 0x02),  # only SYN?
    (0x06, 0, 0, 0),  # yes: drop
    (0x06, 0, 0, 0xFFFFFFFF),  # no: pass
)


def let_nobody_in(sockets: Iterable[socket.socket]) -> bool:
    """From now on nobody can open a connection; who has opened one still waits to be accepted.

    Without this, whoever connects between the last `accept` and the `close` is reset with the
    request already sent. A client that is kept out tries again within a second, and then meets
    the next process or is refused. Gives False where the system cannot do it (not Linux).
    """
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in _DROP_OPENINGS)
    program = ctypes.create_string_buffer(code)
    wanted = struct.pack("HL", len(_DROP_OPENINGS), ctypes.addressof(program))
    try:
        for listening in sockets:
            listening.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, wanted)
    except OSError:
        return False
    return True
