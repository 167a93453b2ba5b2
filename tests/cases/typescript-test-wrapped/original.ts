import { describe, it } from 'vitest';

describe('basket', () => {
  it('starts empty', () => {
    expect(basket().lines).toEqual([]);
  });

  it('sums its lines', async () => {
    const full = await fill(basket());
    expect(full.total).toBe(30);
  });

  it('forgets a line', forgets);
});
