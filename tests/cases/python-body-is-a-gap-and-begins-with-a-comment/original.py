class Editor(Base):
    sql_create = "CREATE A"
    sql_drop = "DROP A"

    def open(self):
        # Some changes need the checks to be
        # off. Say so here for as long as it takes.
        if not self.link.disable():
            raise NotSupported("cannot")
        return super().open()

    def close(self):
        self.link.check()
        self.link.enable()

    def quote(self, value):
        return value
