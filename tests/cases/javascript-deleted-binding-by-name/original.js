const express = require('express');
const mailer = require('./mailer');

const app = express();

app.post('/orders', (req, res) => {
  mailer.send(req.body);
  res.json(store.add(req.body));
});
