import { execFile } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  cleanUp,
  environmentOf,
  leftOf,
  outcome,
  type Run,
  root,
  runDev,
  temporaryFolder,
} from './testing/run.ts'

const runFile = promisify(execFile)

afterAll(cleanUp)

describe('beside a service that runs', () => {
  const DATA_DIR = temporaryFolder()
  let service: Run
  let banner: Awaited<ReturnType<Run['banner']>>
  beforeAll(async () => {
    service = runDev({ DATA_DIR })
    banner = await service.banner()
  })

  test('the banner tells a GraphiQL address that answers, and a token that is taken', async () => {
    const page = await fetch(banner.graphiql, { headers: { accept: 'text/html' } })
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ])
    expect(await banner.client.value('{ tenant { id } }')).toEqual({ id: 'acme' })
    const ready = await fetch(`${banner.url}/health/ready`)
    expect(ready.status).toBe(200)
    expect(service.said()).toContain(`DATA_DIR=${DATA_DIR} npm run --silent token --`)
  })

  test.each(['PORT', 'EVENTSTORE_PORT'])(
    'a taken %s is named, and nothing is left running',
    async (variable) => {
      const { port } = new URL(banner.url)
      const run = runDev({ DATA_DIR: temporaryFolder(), [variable]: port })
      const seen = new Set<number>()
      const watching = setInterval(() => run.family().forEach((pid) => void seen.add(pid)), 50)
      expect(await run.exited).toBe(1)
      clearInterval(watching)
      expect(run.said()).toMatch(new RegExp(`[Pp]ort ${port} .*${variable}\\b`))
      expect(run.said().split(`Port ${port}`)).toHaveLength(2)
      expect(run.said()).not.toContain('    at ')
      expect(await leftOf([...seen], 5_000)).toEqual([])
    },
  )

  test('a second one on the same folder is refused with the process that has it', async () => {
    for (const args of [[], ['--fresh']]) {
      const { code, said } = await outcome({ DATA_DIR }, args)
      expect([code, said.trim()]).toEqual([
        1,
        `DATA_DIR ${DATA_DIR} is in use by process ${service.pid}: stop that process, or set DATA_DIR to another folder`,
      ])
    }
    expect(await banner.client.value('{ tenant { id } }')).toEqual({ id: 'acme' })
  })

  test('the token and migration commands find it by its folder', async () => {
    const env = environmentOf({ DATA_DIR })
    const command = (file: string, ...args: string[]) =>
      runFile(process.execPath, [join(root, file), ...args], { env, encoding: 'utf8' })
    const { stdout: token } = await command(
      'infra/tools/token/token-command.ts',
      '--tenant',
      'bengal',
      '--role',
      'auditor',
    )
    const answer = await fetch(`${banner.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token.trim()}` },
      body: '{"query":"{ tenant { id } }"}',
    })
    expect(await answer.json()).toEqual({ data: { tenant: { id: 'bengal' } } })
    const { stdout } = await command('infra/tools/migration/migration-command.ts', 'show')
    for (const tenant of ['acme', 'bengal'])
      expect(stdout).toMatch(new RegExp(`^applied +${tenant} +1736880000000-CreateInvoiceReadModel`, 'm'))
  })
})

test.each([
  ['PORT', 'abc', 'PORT is not valid: a whole number from 0 to 65535 is needed'],
  ['DEMO', 'maybe', 'DEMO is not valid: true, false, 1 or 0 is needed'],
  ['EVENTSTORE_PORT', '99999', 'EVENTSTORE_PORT is not valid: a whole number from 0 to 65535 is needed'],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL is not valid: debug, info, warn, error or silent is needed'],
  ['JWT_ACCESS_SECRET', 'short', 'JWT_ACCESS_SECRET is not valid: at least 32 characters are needed'],
])('%s=%s stops it before anything is made', async (name, value, expected) => {
  const DATA_DIR = temporaryFolder()
  const { code, said } = await outcome({ DATA_DIR, [name]: value })
  expect([code, said]).toEqual([1, expect.stringContaining(expected)])
  expect(said.trim().split('\n')).toHaveLength(1)
  expect(readdirSync(DATA_DIR)).toEqual([])
})

test('a misspelt variable is warned of', async () => {
  const { said } = await outcome({ KAFKA_BROKER: 'a:1', PORT: 'abc' })
  expect(said).toContain('KAFKA_BROKER is set but nothing reads it; did you mean KAFKA_BROKERS?')
})

test('a DATA_DIR that is a file, lies in one, or cannot be made is refused in one line', async () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, 'mine')
  for (const DATA_DIR of [file, join(file, 'below')]) {
    for (const args of [[], ['--fresh']]) {
      const { code, said } = await outcome({ DATA_DIR }, args)
      expect([code, said.trim()]).toEqual([
        1,
        `DATA_DIR ${DATA_DIR} is a file or is inside a file: set DATA_DIR to a folder`,
      ])
    }
  }
  const { code, said } = await outcome({ DATA_DIR: '/sys/finance' })
  expect([code, said.trim()]).toEqual([
    1,
    'DATA_DIR /sys/finance cannot be written: set DATA_DIR to a folder that this user can write',
  ])
  expect(existsSync(file)).toBe(true)
})
