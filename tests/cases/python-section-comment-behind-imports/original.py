# Copyright 2023

from functools import partial
from markdown.extensions.toc import slugify
from mkdocs.config.config_options import Optional, Type
from mkdocs.config.base import Config

from . import casefold

# -----------------------------------------------------------------------------
# Classes
# -----------------------------------------------------------------------------

# Tags
class TagsConfig(Config):
    enabled = Type(bool, default = True)
