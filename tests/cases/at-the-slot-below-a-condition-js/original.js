router.get('/:id', async (req, res) => {
  const order = await orders.find(req.params.id)
  if (!order || order.user !== req.user) {
    res.status(404).end()
    return
  }
  res.json(order)
})

router.patch('/:id', async (req, res) => {
  const order = await orders.find(req.params.id)
  if (!order) {
    res.status(404).end()
    return
  }
  res.json(await orders.update(order, req.body))
})
