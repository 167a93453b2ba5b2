app.get('/health', (req, res) => {
  res.send('ok');
});

app.get('/books', (req, res) => {
  res.json(list());
});

app.get('/authors', (req, res) => {
  res.json(authors());
});
