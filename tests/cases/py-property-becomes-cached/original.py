import hashlib


class User:
    def __init__(self, email):
        self.email = email

    @property
    def avatar(self):
        digest = hashlib.md5(self.email.encode()).hexdigest()
        return f"https://img.test/{digest}"

    @property
    def name(self):
        return self.email.split("@")[0]
