const bus = connect();

bus.subscribe('orders', async (message) => {
  await store.save(message);
  metrics.count('orders');
});

bus.subscribe('refunds', async (message) => {
  await ledger.revert(message);
});

bus.subscribe('stock', onStock);

bus.start();
