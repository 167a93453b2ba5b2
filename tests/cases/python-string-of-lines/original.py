FRAME = Frame(
    """\
+--+
|  |
+--+
""",
    ascii=True,
)
WIDTH = 4
