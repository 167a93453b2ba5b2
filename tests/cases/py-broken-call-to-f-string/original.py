class Poller:
    def poll(self, pause):
        while self.active:
            self._note(
                "Waiting {} seconds for the queue.".format(pause), level="info"
            )
            sleep(pause)
            self.drain()
