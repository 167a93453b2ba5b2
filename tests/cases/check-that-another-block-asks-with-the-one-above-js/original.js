app.get('/:id', (req, res) => {
  const order = find(req.params.id)
  if (!order || order.owner !== req.user) {
    res.status(404).end()
    return
  }
  res.json(order)
})

app.put('/:id', (req, res) => {
  const order = find(req.params.id)
  if (!order) {
    res.status(404).end()
    return
  }
  if (order.paid) {
    res.status(409).end()
    return
  }
  res.json(update(order))
})
