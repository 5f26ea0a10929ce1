import { tmpdir } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { startExecutionEnvironment } from './execution-environment.ts'

const servers = () => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCPServer')).length

// A signal to process 0 would end this test run.
test('an emulator that cannot be started is an error, and leaves no server behind', async () => {
  const before = servers()
  const started = startExecutionEnvironment({
    runtime: { emulator: '/no/emulator', client: '/no/client' },
    declaration: {
      key: 'health',
      name: 'finance-dev-health',
      handler: 'handler.handler',
      memoryMegabytes: 512,
      timeoutSeconds: 25,
      reservedConcurrency: undefined,
      environment: {},
    },
    folder: tmpdir(),
    platformEnvironment: {},
    output: 2,
    traceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1',
  })
  await expect(started).rejects.toMatchObject({ code: 'ENOENT' })
  // A closed server is counted for some turns of the event loop.
  for (let turn = 0; turn < 500 && servers() > before; turn++) await pause(1)
  expect(servers()).toBe(before)
})
