import { execFile } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  type Banner,
  cleanUp,
  type DevProcess,
  environmentWith,
  root,
  runDev,
  runDevToEnd,
  survivorsOf,
  temporaryFolder,
} from './testing/dev-process.ts'

const runFile = promisify(execFile)

afterAll(cleanUp)

describe('while the service runs', () => {
  const DATA_DIR = temporaryFolder()
  let service: DevProcess
  let banner: Banner
  beforeAll(async () => {
    service = runDev({ DATA_DIR })
    banner = await service.banner()
  })

  test('the banner has the address of GraphiQL and a valid token', async () => {
    const page = await fetch(banner.graphiql, { headers: { accept: 'text/html' } })
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ])
    expect(await banner.client.value('{ tenant { id } }')).toEqual({ id: 'acme' })
    const ready = await fetch(`${banner.url}/health/ready`)
    expect(ready.status).toBe(200)
    expect(service.output()).toContain(`DATA_DIR=${DATA_DIR} npm run --silent token --`)
  })

  test.each(['PORT', 'EVENTSTORE_PORT'])('a %s in use is named, and no process is left', async (variable) => {
    const { port } = new URL(banner.url)
    const run = runDev({ DATA_DIR: temporaryFolder(), [variable]: port })
    const seen = new Set<number>()
    const watching = setInterval(() => run.processTree().forEach((pid) => void seen.add(pid)), 50)
    expect(await run.exited).toBe(1)
    clearInterval(watching)
    expect(run.output()).toMatch(new RegExp(`[Pp]ort ${port} .*${variable}\\b`))
    expect(run.output().split(`Port ${port}`)).toHaveLength(2)
    expect(run.output()).not.toContain('    at ')
    expect(await survivorsOf([...seen], 12_000)).toEqual([])
  })

  test('a second start on the same folder is rejected and names the process that uses it', async () => {
    for (const args of [[], ['--fresh']]) {
      const { code, output } = await runDevToEnd({ DATA_DIR }, args)
      expect([code, output.trim()]).toEqual([
        1,
        `DATA_DIR ${DATA_DIR} is in use by process ${service.pid}: ` +
          'stop that process, or set DATA_DIR to another folder',
      ])
    }
    expect(await banner.client.value('{ tenant { id } }')).toEqual({ id: 'acme' })
  })

  test('the token and migration commands find the service by its data folder', async () => {
    const env = environmentWith({ DATA_DIR })
    const runTool = async (file: string, args: string) => {
      const words = [join(root, 'infra/tools', file), ...args.split(' ')]
      return (await runFile(process.execPath, words, { env, encoding: 'utf8' })).stdout
    }
    const token = await runTool('token/token-command.ts', '--tenant bengal --role auditor')
    const response = await fetch(`${banner.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token.trim()}` },
      body: '{"query":"{ tenant { id } }"}',
    })
    expect(await response.json()).toEqual({ data: { tenant: { id: 'bengal' } } })
    const migrations = await runTool('migration/migration-command.ts', 'show')
    for (const tenant of ['acme', 'bengal'])
      expect(migrations).toMatch(new RegExp(`^applied +${tenant} +1736880000000-CreateInvoiceReadModel`, 'm'))
  })
})

test.each([
  ['PORT', 'abc', 'PORT is not valid: a whole number from 0 to 65535 is needed'],
  ['DEMO', 'maybe', 'DEMO is not valid: true, false, 1 or 0 is needed'],
  ['EVENTSTORE_PORT', '99999', 'EVENTSTORE_PORT is not valid: a whole number from 0 to 65535 is needed'],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL is not valid: debug, info, warn, error or silent is needed'],
  ['JWT_ACCESS_SECRET', 'short', 'JWT_ACCESS_SECRET is not valid: at least 32 bytes'],
])('%s=%s is rejected before anything is created', async (name, value, expected) => {
  const DATA_DIR = temporaryFolder()
  const { code, output } = await runDevToEnd({ DATA_DIR, [name]: value })
  expect([code, output]).toEqual([1, expect.stringContaining(expected)])
  expect(output.trim().split('\n')).toHaveLength(1)
  expect(readdirSync(DATA_DIR)).toEqual([])
})

test('a misspelt variable causes a warning', async () => {
  const { output } = await runDevToEnd({ KAFKA_BROKER: 'a:1', PORT: 'abc' })
  expect(output).toContain('KAFKA_BROKER is set but nothing reads it; did you mean KAFKA_BROKERS?')
})

test('a DATA_DIR that is a file, is inside one or cannot be created is rejected in one line', async () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, 'mine')
  for (const DATA_DIR of [file, join(file, 'below')]) {
    for (const args of [[], ['--fresh']]) {
      const { code, output } = await runDevToEnd({ DATA_DIR }, args)
      expect([code, output.trim()]).toEqual([
        1,
        `DATA_DIR ${DATA_DIR} is a file or is inside a file: set DATA_DIR to a folder`,
      ])
    }
  }
  const { code, output } = await runDevToEnd({ DATA_DIR: '/sys/finance' })
  expect([code, output.trim()]).toEqual([
    1,
    'DATA_DIR /sys/finance cannot be written: set DATA_DIR to a folder that this user can write',
  ])
  expect(existsSync(file)).toBe(true)
})
