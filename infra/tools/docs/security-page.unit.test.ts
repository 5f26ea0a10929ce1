import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '../../..')
const page = readFileSync(join(root, 'docs/security.md'), 'utf8')

/** What is written as code and looks like a path of a file. */
const paths = [...page.matchAll(/`((?:docs|domain|functions|infra|migrations)\/[\w./-]+)`/g)].map(
  ([, path = '']) => path,
)
const links = [...page.matchAll(/\]\(([\w./-]+)\)/g)].map(([, path = '']) => path)

test('every path that docs/security.md names exists', () => {
  expect(paths.length).toBeGreaterThan(50)
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
})

test('every page that docs/security.md refers to exists', () => {
  expect(links.length).toBeGreaterThan(5)
  expect(links.filter((link) => !existsSync(join(root, 'docs', link)))).toEqual([])
})

test('each risk of the OWASP API Security Top 10 has a row that names a test', () => {
  const rows = page.split('\n').filter((row) => /^\| API\d+ /.test(row))
  expect(rows.map((row) => /^\| (API\d+)/.exec(row)?.[1])).toEqual(
    Array.from({ length: 10 }, (_, index) => `API${index + 1}`),
  )
  // API4 has a table of its own.
  for (const row of rows.filter((one) => !one.startsWith('| API4 '))) expect(row).toMatch(/\.test\.ts`/)
})

test('every message of the log that the page explains is one that the service writes', () => {
  const sources = ['infra/auth/log-refusal.ts', 'infra/run/host/gateway/connections.ts'].concat(
    'infra/run/host/tenant-limits/tenant-limits.ts',
    'infra/run/host/tenant-limits/address-limit.ts',
    'functions/http/auth/refresh.ts',
    'functions/http/authorizer/handler.ts',
  )
  const text = sources.map((path) => readFileSync(join(root, path), 'utf8')).join('\n')
  const section = page.slice(page.indexOf('## What the log tells'), page.indexOf('## Personal data'))
  const messages = [...section.matchAll(/`([A-Z][a-z]* [\w ]+)`/g)].map(([, message = '']) => message)
  expect(messages).toHaveLength(7)
  expect(messages.filter((message) => !text.includes(`'${message}'`))).toEqual([])
})
