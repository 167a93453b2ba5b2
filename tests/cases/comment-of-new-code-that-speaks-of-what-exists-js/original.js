import { api } from './api';
import { clamp } from './math';

const LIMIT = 50;

export function loadUsers(page) {
  const size = clamp(page, 1, LIMIT);
  const users = api.get('/users', { page, size });
  if (!users) {
    return [];
  }
  return users.map((u) => ({ id: u.id, name: u.name }));
}

export function saveUser(user) {
  validate(user);
  const body = JSON.stringify(user);
  return api.post('/users', body);
}

function validate(user) {
  if (!user.name) {
    throw new Error('name missing');
  }
  if (!user.mail) {
    throw new Error('mail missing');
  }
}

export function reducer(state, action) {
  switch (action.type) {
    case 'add':
      return { ...state, items: [...state.items, action.item] };
    case 'clear':
      return { ...state, items: [] };
    default:
      return state;
  }
}
