import { expect, test } from '@jest/globals'
import { EventStoreUnavailable } from '../../../infra/event-store/errors.ts'
import { NotReady, report } from './report.ts'

const failing = (error: unknown) => async () => {
  throw error
}

test('every check has its item, and one that fails makes the whole an error', async () => {
  const answer = await report({
    database: async () => undefined,
    eventstore: failing(new EventStoreUnavailable('reading', new Error('x'))),
  })
  const down = { status: 'down', message: 'does not answer' }
  expect(answer).toEqual({
    status: 'error',
    info: { database: { status: 'up' } },
    error: { eventstore: down },
    details: { database: { status: 'up' }, eventstore: down },
  })
})

test('our own words are shown', async () => {
  const { error } = await report({ migrations: failing(new NotReady('2 migrations are to be run')) })
  expect(error.migrations).toMatchObject({ message: '2 migrations are to be run' })
})

test.each([new Error('connect ECONNREFUSED 10.0.0.5:5432'), new TypeError('secret'), 'secret'])(
  'a driver is never quoted: %s',
  async (thrown) => {
    const { error } = await report({ database: failing(thrown) })
    expect(error.database).toEqual({ status: 'down', message: 'failed' })
  },
)

test('a check that does not end is given up', async () => {
  const { error } = await report({ database: () => new Promise(() => undefined) })
  expect(error.database).toMatchObject({ message: 'no answer within 2 s' })
})
