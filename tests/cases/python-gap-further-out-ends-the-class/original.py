class Source:
    async def __aenter__(self):
        return self


class Sink:
    def __init__(self, pool, table="readings"):
        self.pool = pool
        self.pending = []

    async def put(self, reading):
        self.pending.append(reading)


def main():
    args = parse()

    async def run() -> None:
        async with create_pool(args.dsn) as pool, Source(args.url) as source:
            await sync(source, Sink(pool))

    asyncio.run(run())
