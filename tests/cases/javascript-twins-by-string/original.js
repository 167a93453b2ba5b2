const h = {
  async m(s, { room }) {
    if (!s.rooms.has(room)) {
      send(s, 'error', { message: 'join the room first' });
      return;
    }
  },
};

w.on('c', (s) => {
  s.on('m', async (d) => {
    try {
      m = p(d);
    } catch {
      send(s, 'error', { message: 'not JSON' });
      return;
    }
    go(m);
  });
});
