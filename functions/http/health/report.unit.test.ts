import { expect, test } from '@jest/globals'
import { EventStoreUnavailable } from '../../../infra/event-store/errors.ts'
import { NotReady, runChecks } from './report.ts'

const failing = (error: unknown) => async () => {
  throw error
}

test('every check has an item, and the report is an error if one fails', async () => {
  const report = await runChecks({
    required: {
      database: async () => undefined,
      eventstore: failing(new EventStoreUnavailable('reading', new Error('x'))),
    },
  })
  const down = { status: 'down', message: 'is unreachable' }
  expect(report).toEqual({
    status: 'error',
    info: { database: { status: 'up' } },
    error: { eventstore: down },
    details: { database: { status: 'up' }, eventstore: down },
  })
})

test('the report shows the message of NotReady', async () => {
  const { error } = await runChecks({
    required: { migrations: failing(new NotReady('2 migrations are pending')) },
  })
  expect(error.migrations).toMatchObject({ message: '2 migrations are pending' })
})

test.each([new Error('connect ECONNREFUSED 10.0.0.5:5432'), new TypeError('secret'), 'secret'])(
  'the report does not show the message of %s',
  async (thrown) => {
    const { error } = await runChecks({ required: { database: failing(thrown) } })
    expect(error.database).toEqual({ status: 'down', message: 'failed' })
  },
)

test('a check that does not end is down after two seconds', async () => {
  const { error } = await runChecks({ required: { database: () => new Promise(() => undefined) } })
  expect(error.database).toMatchObject({ message: 'no response within 2 s' })
})

test('the item of a check shows the facts that it found', async () => {
  const { status, info } = await runChecks({ required: { projection: async () => ({ setAsideStreams: 2 }) } })
  expect([status, info]).toEqual(['ok', { projection: { status: 'up', setAsideStreams: 2 } }])
})

test('what is optional may be down in a report that is ok', async () => {
  const report = await runChecks({
    required: { database: async () => undefined },
    optional: { cache: failing(new NotReady('does not reply')) },
  })
  const down = { status: 'down', message: 'does not reply' }
  expect(report).toEqual({
    status: 'ok',
    info: { database: { status: 'up' } },
    error: { cache: down },
    details: { database: { status: 'up' }, cache: down },
  })
})
