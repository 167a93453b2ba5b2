from dataclasses import dataclass


@dataclass
class Quote:
    text: str
    author: str


@dataclass
class Author:
    name: str
