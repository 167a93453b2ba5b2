import { z } from 'zod';

export const User = z.object({
  id: z.string(),
  name: z.string(),
});

export function parse(data: unknown) {
  return User.parse(data);
}
