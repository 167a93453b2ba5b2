import { createStore } from 'redux';
import { price } from './money.js';
import { api } from './api.js';

export const store = createStore(api);

export function label(order) {
  return price(order.total);
}

export function key(order) {
  return order.id;
}
