import { Router } from 'express';

const router = Router();

router.get('/drivers', async (req, res) => {
  res.json(await drivers.all());
});

router.post('/drivers', auth, async (req, res) => {
  const driver = await drivers.add(req.body);
  res.status(201).json(driver);
});

export default router;
