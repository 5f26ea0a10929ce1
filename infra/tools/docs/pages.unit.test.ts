import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { findingCodes, noteCodes } from '../../../domain/audit/finding.ts'
import { refusals } from '../../../domain/refusal/catalogue.ts'
import { pathAndCache } from '../../run/local/testing/path-and-cache.ts'
import { contractCodes } from './contract-codes.ts'
import { documentedRefusals } from './errors-page.ts'
import { table } from './markdown.ts'
import { generatePages, stalePages } from './pages.ts'

const root = join(import.meta.dirname, '../../..')

/** Once for all tests, because it reads all sources. */
const generated = generatePages()

test('the committed pages are up to date; npm run docs generates them', () => {
  expect(stalePages(join(root, 'docs'), generated)).toEqual([])
})

test('a page that is absent or differs is out of date', () => {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'))
  const { 'errors.md': errors = '', 'permissions.md': permissions = '' } = generated
  writeFileSync(join(folder, 'errors.md'), errors)
  writeFileSync(join(folder, 'permissions.md'), `${permissions} `)
  const stale = [
    ...['permissions.md', 'prices.md', 'rates.md', 'configuration.md', 'rooms.md', 'roles.md', 'metrics.md'],
  ]
  expect(stalePages(folder, generated)).toEqual(stale)
  rmSync(folder, { recursive: true })
})

test('the page of errors has every refusal of the catalogue once', () => {
  expect(documentedRefusals().sort()).toEqual(Object.keys(refusals).sort())
})

test('the example of each refusal gives a value to every parameter of its message', () => {
  for (const [code, { message, example }] of Object.entries(refusals)) {
    const parameters = [...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    expect([code, Object.keys(example).sort()]).toEqual([code, [...new Set(parameters)].sort()])
  }
})

test('every code that the schema names is documented', () => {
  const schema = readFileSync(join(root, 'functions/contract/schema.graphql'), 'utf8')
  const header = schema.slice(0, schema.indexOf('extend schema'))
  const named = /Codes: ([A-Z_\s#]+),/.exec(header)?.[1]?.match(/[A-Z_]{2,}/g) ?? []
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter((code) => !(code in contractCodes) && !(code in refusals))).toEqual([])
})

test('every code of the audit is in its page', () => {
  const page = readFileSync(join(root, 'docs/audit.md'), 'utf8')
  const codes = [...findingCodes, ...noteCodes]
  expect(codes.filter((code) => !page.includes(`\`${code}\``))).toEqual([])
})

/** What the audit finds is no answer to a client. */
const isOfAudit = (file: string) => file.includes('functions/internal/audit/')

test('every code that a function or the gateway returns is documented, and no other', () => {
  const sources = ['functions', 'infra/http', 'infra/lambda', 'infra/run/aws'].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .map((file) => join(root, room, file))
      .filter((file) => /\.(ts|yml)$/.test(file) && !/\.test\.ts$|\/(testing)\/|invocation-error/.test(file))
      .filter((file) => !isOfAudit(file)),
  )
  const returned = sources.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/"?\bcode"?: ?['"]([A-Z][A-Z_]+)['"]/g)].map(
      ([, code]) => code ?? '',
    ),
  )
  const codes = new Set(returned)
  expect([...codes].filter((code) => !(code in contractCodes) && !(code in refusals))).toEqual([])
  expect(Object.keys(contractCodes).filter((code) => !codes.has(code))).toEqual([])
})

test('a bar in a cell of a table is escaped', () => {
  expect(table(['a'], [['x | y']])).toBe('| a |\n| --- |\n| x \\| y |')
})

test.each([
  [['--check'], 0, ''],
  [['--help'], 0, 'Usage: npm run docs'],
  [['--checked'], 2, 'Usage: npm run docs'],
])('npm run docs -- %s exits with %i', (args, status, output) => {
  const run = spawnSync(process.execPath, ['infra/tools/docs/main.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...pathAndCache() },
  })
  expect([run.status, `${run.stdout}${run.stderr}`]).toEqual([status, expect.stringContaining(output)])
})
