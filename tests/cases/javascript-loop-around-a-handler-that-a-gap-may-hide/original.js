schedule("0 3 * * *", save);

process.on("SIGINT", async () => {
  await saveState(store.all());
  process.exit(0);
});

load().then(() => client.login(process.env.TOKEN));
