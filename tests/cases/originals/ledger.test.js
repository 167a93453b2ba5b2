import { describe, it, beforeEach } from 'node:test';
import assert from 'node:assert/strict';

import { Ledger } from '../src/ledger.js';
import { money } from '../src/money.js';

describe('Ledger', () => {
	let ledger;

	beforeEach(() => {
		ledger = new Ledger('EUR');
		ledger.open('cash');
		ledger.open('bank');
	});

	describe('post', () => {
		it('moves money', () => {
			ledger.post('cash', 'bank', money(25));
			assert.equal(ledger.balance('cash').cents, -2500);
			assert.equal(ledger.balance('bank').cents, 2500);
		});

		it('rejects unknown accounts', () => {
			assert.throws(() => ledger.post('cash', 'moon', money(1)), /moon/);
		});

		it('rounds', () => {
			ledger.post('cash', 'bank', money(0.105));
			assert.equal(ledger.balance('bank').cents, 11);
		});

		it('rounds', () => {
			ledger.post('cash', 'bank', money(0.104));
			assert.equal(ledger.balance('bank').cents, 10);
		});

		it('keeps a memo', () => {
			const entry = ledger.post('cash', 'bank', money(3), { memo: 'float' });
			assert.equal(entry.memo, 'float');
		});
	});

	describe('close', () => {
		it('rejects unknown accounts', () => {
			assert.throws(() => ledger.close('moon'), /moon/);
		});

		it('needs a zero balance', () => {
			ledger.post('cash', 'bank', money(5));
			assert.throws(() => ledger.close('bank'), /not empty/);
		});

		it('frees the name', () => {
			ledger.close('bank');
			ledger.open('bank');
			assert.ok(ledger.has('bank'));
		});
	});

	describe('statement', () => {
		it('lists entries', () => {
			ledger.post('cash', 'bank', money(1));
			ledger.post('cash', 'bank', money(2));
			const lines = ledger.statement('bank');
			assert.deepEqual(
				lines.map((line) => line.cents),
				[100, 200],
			);
		});

		it('is empty at first', () => {
			assert.deepEqual(ledger.statement('cash'), []);
		});
	});
});
