"""Work ahead in a background thread, and never leave it behind."""

from collections.abc import Iterator


def prefetched(items: Iterator, ahead: int) -> Iterator:
    """The same items in the same order, with up to `ahead` of them prepared before they are asked
    for. An exception of `items` is raised where its item would have come. However the consumer
    ends (early, by an exception, by Ctrl-C), the thread is stopped and waited for.

    >>> list(prefetched(iter("abc"), 2))
    ['a', 'b', 'c']
    """
    import queue
    import threading

    ready: queue.SimpleQueue = queue.SimpleQueue()      # (item, None) or (None, how it ended)
    room = threading.Semaphore(ahead)                   # how many more may be prepared
    stop = threading.Event()

    def work():
        try:
            while room.acquire() and not stop.is_set():
                ready.put((next(items), None))
        except BaseException as end:                    # StopIteration is the ordinary one
            ready.put((None, end))

    worker = threading.Thread(target=work, name="groundup-prefetch", daemon=True)
    try:
        worker.start()
        while True:
            item, end = ready.get()
            if isinstance(end, StopIteration):
                return
            if end is not None:
                raise end
            room.release()
            yield item
    finally:
        stop.set()
        room.release()                                  # wakes the thread if it waits for room
        if worker.is_alive():
            worker.join()
