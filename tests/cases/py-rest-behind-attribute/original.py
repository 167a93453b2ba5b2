class Settings:
    host = "localhost"
    port = 80
    debug = False

    def url(self):
        return self.host
