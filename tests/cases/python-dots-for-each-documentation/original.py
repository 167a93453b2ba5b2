"""Settings of the shop.

Read once, at start.
"""

import os


class Settings(dict):
    def slice(
        self, prefix: str, lower: bool = True
    ) -> dict[str, str]:
        """Returns what begins with a prefix.

            settings.slice("mail_")

        :param prefix: what the names begin with
        """
        found = {}
        for name in self:
            if name.startswith(prefix):
                found[name] = self[name]
        return found

    def put(self, name: str) -> None:
        """Puts one."""
        self[name] = os.environ[name]
