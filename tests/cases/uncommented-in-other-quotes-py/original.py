UNITS = [
    # ('days',  24 * 60),
    # ('weeks', 7 * 24 * 60),
    ("hours", 60),
    ("minutes", 1),
]
