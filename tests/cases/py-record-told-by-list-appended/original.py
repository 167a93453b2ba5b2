RULES = [
    {
        "match": ["*.py"],
        "tool": "ruff",
    },
    {
        "match": ["*.rs"],
        "tool": "clippy",
    },
]
