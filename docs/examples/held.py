"""Who loses connections to a MySQL or MariaDB that cuts those that rest: DATABASE_URL, with PyMySQL, and WORK_SECONDS, longer than its wait_timeout.

Prints what came of each case, ok or the error's number, and what drivers call these errors. The cases run side by side, each with an engine of its own.
"""

import asyncio
import os
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import Session

URL = make_url(os.environ["DATABASE_URL"])
WORK = float(os.environ["WORK_SECONDS"])
BOTH = {"pool_pre_ping": True, "pool_recycle": 1}
COUNT = text("SELECT COUNT(*) FROM orders")


def rest_in_the_pool(**options):
    engine = create_engine(URL, **options)
    with engine.connect() as connection:
        connection.scalar(COUNT)
    time.sleep(WORK)
    with engine.connect() as connection:
        connection.scalar(COUNT)
    engine.dispose()


def held(prepare=None, meanwhile=lambda connection: time.sleep(WORK), driver="pymysql", **options):
    engine = create_engine(URL.set(drivername=f"mysql+{driver}"), **BOTH, **options)
    if prepare:
        event.listen(engine, "connect", prepare)
    with engine.connect() as connection:
        connection.scalar(COUNT)
        meanwhile(connection)
        connection.scalar(COUNT)
    engine.dispose()


async def held_by_a_task(driver):
    engine = create_async_engine(URL.set(drivername=f"mysql+{driver}"), **BOTH)
    async with engine.connect() as connection:
        await connection.scalar(COUNT)
        await asyncio.sleep(WORK)
        await connection.scalar(COUNT)


def committed_before_the_work():
    engine = create_engine(URL, **BOTH)
    with Session(engine) as session:
        session.scalar(COUNT)
        session.commit()
        time.sleep(WORK)
        session.scalar(COUNT)
    engine.dispose()


def written_before_the_work():
    engine = create_engine(URL, **BOTH)
    try:
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO orders VALUES (99)"))
            time.sleep(WORK)
            connection.scalar(COUNT)
    except DBAPIError:
        pass
    with engine.connect() as connection:
        return f"{connection.scalar(text('SELECT COUNT(*) FROM orders WHERE id = 99'))} of 1"


def keepalives(connection, record):
    """Every second, from the first quiet second on. PyMySQL has no option for it, so this reaches for its socket."""
    connection._sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connection._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)
    connection._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)


def one_long_statement(connection):
    connection.execute(text("SELECT SLEEP(:seconds)"), {"seconds": WORK})


def statements_all_along(connection):
    end = time.monotonic() + WORK
    while time.monotonic() < end:
        connection.execute(text("SELECT 1"))
        time.sleep(0.5)


def connections_left(**options):
    engine = create_engine(URL, **options)
    opened = [engine.connect() for _ in range(3)]
    numbers = [connection.connection.thread_id() for connection in opened]
    for connection in opened:
        connection.close()
    time.sleep(WORK)
    with create_engine(URL).connect() as other:
        alive = {row[0] for row in other.execute(text("SHOW PROCESSLIST"))}
    return f"{len(alive.intersection(numbers))} of 3"


CASES = {
    "rests in the pool, no options": rest_in_the_pool,
    "rests in the pool, pool_pre_ping": lambda: rest_in_the_pool(pool_pre_ping=True),
    "rests in the pool, pool_recycle below the timeout": lambda: rest_in_the_pool(pool_recycle=1),
    "held during the work, both options": held,
    "the same, mysqlclient": lambda: held(driver="mysqldb"),
    "the same, aiomysql": lambda: asyncio.run(held_by_a_task("aiomysql")),
    "the same, asyncmy": lambda: asyncio.run(held_by_a_task("asyncmy")),
    "rows that are left of what was written before and not committed": written_before_the_work,
    "held, TCP keepalives every second": lambda: held(keepalives),
    "held, read_timeout longer than the work": lambda: held(connect_args={"read_timeout": 60}),
    "held, wait_timeout raised for the session": lambda: held(connect_args={"init_command": "SET SESSION wait_timeout=60"}),
    "held, a statement every half second": lambda: held(meanwhile=statements_all_along),
    "held, one statement that runs that long": lambda: held(meanwhile=one_long_statement),
    "the same, read_timeout shorter than it": lambda: held(meanwhile=one_long_statement, connect_args={"read_timeout": 1}),
    "session committed before the work": committed_before_the_work,
    "connections of an idle pool that the server keeps": connections_left,
    "the same, wait_timeout raised for the session": lambda: connections_left(connect_args={"init_command": "SET SESSION wait_timeout=60"}),
}


def outcome(case):
    """What came of a case, and the driver's error if that was one."""
    try:
        return case() or "ok", None
    except DBAPIError as error:
        number, words = error.orig.args
        return str(number), re.sub(r" *[(].*", "", words)


if __name__ == "__main__":
    with ThreadPoolExecutor(len(CASES)) as threads:
        outcomes = list(threads.map(outcome, CASES.values()))
    for name, (result, _) in zip(CASES, outcomes, strict=True):
        print(f"{result:<7} {name}")
    print()
    for number, words in sorted({each for each in outcomes if each[1]}):
        print(f"{number}: {words}")
