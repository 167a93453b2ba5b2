"""Freight and its papers."""
import json
from typing import Any
from typing import Dict
from typing import Iterable
from typing import List
from typing import Optional

from freight.papers import stamp
from freight.papers import seal


def weigh(crates: List[Any]) -> int:
    return sum(crate.weight for crate in crates)
