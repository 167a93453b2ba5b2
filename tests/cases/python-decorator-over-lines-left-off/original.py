class Views:
    def first(self):
        return 1

    @route("/day")
    @describe(
        "A day",
        tags=["day"],
    )
    @cached
    def day(self):
        return 2

    def last(self):
        return 3
