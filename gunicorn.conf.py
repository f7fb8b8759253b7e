"""How gunicorn serves the web: how much at once, how long, and how large.

It listens on `PORT` (8000), for this machine only. Whoever wants it otherwise says so to gunicorn, whose own
options (`--bind`, `--workers`, ...) come before this file.
"""

import os
from pathlib import Path

bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"

# Threads share what a worker has read; two workers use two cores and outlive each other. Nothing is loaded
# before the workers are forked, since connections made before a fork must not be used after it.
worker_class = "gthread"
workers = 2
threads = 8
preload_app = False

timeout = 60  # seconds without a sign of life before a worker is replaced
graceful_timeout = 30  # seconds for requests under way when a worker is asked to stop
keepalive = 5  # seconds a quiet connection is kept

limit_request_line = 4094  # bytes; longer: 414
limit_request_fields = 64  # headers; more, or one longer than the next number: 431
limit_request_field_size = 8190

# The sign of life is a file: where that is a disk, a busy disk would look like a dead worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None

accesslog = None  # the application writes one line for each request
errorlog = "-"
control_socket_disable = True  # it would be made in the home folder, which there need not be
