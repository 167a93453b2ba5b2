const express = require('express');

const app = express();

// ---------------------------------------------------------------------------
// Berths
// ---------------------------------------------------------------------------

app.put('/berths/:id', auth, wrap(async (req, res) => {
  const changed = await berths.update(req.params.id, req.body);
  res.json(changed);
}));

app.delete('/berths/:id', auth, wrap(async (req, res) => {
  const berth = await berths.find(req.params.id);
  if (!berth) {
    return res.status(404).json({ error: 'No such berth' });
  }
  await berths.remove(req.params.id);
  res.status(204).end();
}));

// ---------------------------------------------------------------------------
// Ships
// ---------------------------------------------------------------------------

app.get('/ships', wrap(async (req, res) => {
  res.json(await ships.all());
}));
