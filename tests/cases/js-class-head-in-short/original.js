import { Base } from './base.js';

export class Ledger extends Base {
  constructor(owner) {
    super(owner);
    this.rows = [];
  }

  get count() {
    return this.rows.length;
  }

  add(row) {
    this.rows.push(row);
    this.touch();
  }
}

export function total(ledger) {
  return ledger.rows.reduce((sum, row) => sum + row.amount, 0);
}
