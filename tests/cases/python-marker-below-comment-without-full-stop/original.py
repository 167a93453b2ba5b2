def handle(self, client):
    # Register the client before any message
    self.clients.add(client)
    for message in client:
        self.send(message)
