import * as assert from 'node:assert'
import { act, render } from '@harbour/testing'
import { rest } from 'server'
import { Moor } from '../src/moor'

const boat = { name: 'Tern', length: 9 }

test('a boat is moored', async () => {
  await rest(100)
  const berth = new Moor().place(boat)
  assert.equal(berth.length, 9)
})

test('a berth is kept', () => {
  const moor = new Moor()
  moor.place(boat)
  assert.equal(moor.place(boat), moor.last)
})
