test('close', () => {
  const server = start();
  server.pause();
  expect(server.open).toBe(false);
  server.close();
});
