app.get(
  '/items',
  guard,
  wrap(list)
);

app.post(
  '/items',
  guard,
  wrap(async (req, res) => {
    const item = await Item.create(req.body);
    res.status(201).json(item);
  })
);

app.patch(
  '/items/:id',
  guard,
  wrap(async (req, res) => {
    const item = await Item.findById(req.params.id);
    item.set(req.body);
    await item.save();
    log.info('item changed', { id: item.id });
    res.json(item);
  })
);

app.delete(
  '/items/:id',
  guard,
  wrap(remove)
);
