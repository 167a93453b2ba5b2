class Worker:
    def run(self, task: str, retries: int = 3) -> None:
        self.log(task)
        self.send(task, retries)

    def wait(
        self, seconds: int = 1
    ) -> Iterator[str]:
        count = 0
        for line in self.lines(seconds):
            yield line

    def lines(
        self, seconds: int = 1
    ) -> Iterator[str]:
        count = 0
        for line in self.pipe.read(seconds):
            yield line
