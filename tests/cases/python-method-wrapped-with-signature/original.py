class Printer:
    def header(self, title):
        with self.port.open("header") as job:
            if job.busy:
                raise PrinterBusy("header")
            return job.finish()

    def page(self, text):
        with self.port.open("page") as job:
            if job.busy:
                raise PrinterBusy(text)
            return job.finish()

    def close(self):
        self.port.close()
