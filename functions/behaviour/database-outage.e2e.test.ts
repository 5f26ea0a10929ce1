import { afterAll, expect, test } from '@jest/globals'
import { startTcpProxy } from '../../infra/process/testing/tcp-proxy.ts'
import { testDatabase } from '../../infra/run/local/postgres/test-database.ts'
import { startTestService } from '../../infra/run/local/testing/service.ts'
import { deskOf, dueToday, line } from './testing/desk.ts'

// The server of all databases of a test file, which the proxy stands before.
const server = await testDatabase()
const proxy = await startTcpProxy(server.owner.port)
const service = await startTestService({ environment: { DATABASE_PORT: String(proxy.port) } })
const desk = deskOf(await service.as('admin', 'acme'))
afterAll(async () => {
  await service.stop()
  await proxy.close()
  await server.drop()
})

test('while PostgreSQL is down commands are carried out, and their rows follow', async () => {
  const draft = await desk.create([line('1', '100')], dueToday())
  await desk.awaitRow(draft.id, draft.revision)
  proxy.refuse()

  const approved = await desk.run('approve', { id: draft.id })
  const created = await desk.create([line('1', '200')])

  expect(approved).toMatchObject({ status: 'APPROVED', mushakNumber: expect.stringMatching(/-000001$/) })
  expect(created).toMatchObject({ status: 'DRAFT' })
  const { code } = await desk.client.error('{ invoices { totalCount } }')
  expect(code).toBe('STORE_UNAVAILABLE')
  expect((await fetch(`${service.url}/health/ready`)).status).toBe(503)

  proxy.pass()
  await service.host.invoke('relay', {}, 'RequestResponse')
  expect(await desk.awaitRow(draft.id, approved.revision)).toMatchObject({ status: 'APPROVED' })
  expect(await desk.awaitRow(created.id, created.revision)).toMatchObject({ status: 'DRAFT' })
}, 60_000)
