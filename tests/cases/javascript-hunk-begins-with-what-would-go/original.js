const STATES = ['new', 'sold'];

app.post(
  '/',
  guard(async (req, res) => {
    const item = await Item.create(req.body);
    res.status(201).json(item);
  })
);

app.patch(
  '/:id/state',
  role('clerk'),
  param('id').isInt(),
  body('state').isIn(STATES),
  guard(async (req, res) => {
    const item = await Item.findById(req.params.id);
    if (!item) {
      return res.status(404).json({ error: 'No such item' });
    }
    item.state = req.body.state;
    await item.save();
    log.info('state of item changed', { id: item.id, state: item.state });
    res.json(item);
  })
);

app.delete(
  '/:id',
  guard(async (req, res) => {
    await Item.remove(req.params.id);
    res.status(204).end();
  })
);
