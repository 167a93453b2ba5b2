app.get('/health', (req, res) => {
  res.send('ok');
});

app.get('/users', (req, res) => {
  res.send(users);
});
