import { api } from './api';
import { bus } from './bus';

const LIMIT = 50;

export class Session {
  constructor(user, options) {
    this.user = user;
    this.options = options;
    this.drafts = new Map();
    this.timer = null;
  }

  draft(id) {
    return this.drafts.get(id);
  }

  listeners() {
    return ['click', 'keydown'];
  }

  async save(id) {
    const body = this.drafts.get(id);
    try {
      await api.put('/drafts/' + id, body);
    } catch (err) {
      console.error(err);
    }
  }

  close() {
    clearInterval(this.timer);
    this.timer = null;
  }
}

export function connect(user) {
  const s = new Session(user, {});
  bus.emit('connect', user.id);
  return s;
}

export function main(user) {
  const s = connect(user);
  s.timer = setInterval(() => s.save(1), LIMIT);
  return s;
}
