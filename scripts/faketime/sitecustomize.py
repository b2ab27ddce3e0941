"""Read by every Python that runs under Debian's libfaketime 0.9.10, whose clock_nanosleep refuses what we ask of it.

(wolfcw/libfaketime #426: with the monotonic clock left alone, an absolute sleep ends with EINVAL.)
"""

import select
import time


def sleep(seconds: float) -> None:
    select.select([], [], [], seconds)


time.sleep = sleep
