import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { refusals } from '../../../domain/refusal/catalogue.ts'
import { contractCodes } from './contract-codes.ts'
import { documentedRefusals } from './errors-page.ts'
import { table } from './markdown.ts'
import { generated, stale } from './pages.ts'

const root = join(import.meta.dirname, '../../..')

test('the committed pages are what would be generated now; npm run docs makes them so', () => {
  expect(stale(join(root, 'docs'))).toEqual([])
})

test('a page that is absent or differs is stale', () => {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'))
  const { 'errors.md': errors = '', 'permissions.md': permissions = '' } = generated()
  writeFileSync(join(folder, 'errors.md'), errors)
  writeFileSync(join(folder, 'permissions.md'), `${permissions} `)
  expect(stale(folder)).toEqual(['permissions.md', 'configuration.md'])
  rmSync(folder, { recursive: true })
})

test('every refusal of the catalogue is documented once', () => {
  expect(documentedRefusals().sort()).toEqual(Object.keys(refusals).sort())
})

test('no example leaves a parameter open', () => {
  for (const [code, { message, example }] of Object.entries(refusals)) {
    const asked = [...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    expect([code, Object.keys(example).sort()]).toEqual([code, [...new Set(asked)].sort()])
  }
})

test('every code that the contract names is documented', () => {
  const schema = readFileSync(join(root, 'functions/contract/schema.graphql'), 'utf8')
  const header = schema.slice(0, schema.indexOf('extend schema'))
  const named = /Codes: ([A-Z_\s#]+),/.exec(header)?.[1]?.match(/[A-Z_]{2,}/g) ?? []
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter((code) => !(code in contractCodes) && !(code in refusals))).toEqual([])
})

test('every code that a function or the door answers is documented, and no other', () => {
  const sources = ['functions', 'infra/lambda', 'infra/run/aws'].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .map((file) => join(root, room, file))
      .filter((file) => /\.(ts|yml)$/.test(file) && !/\.test\.ts$|\/(testing)\/|invocation-error/.test(file)),
  )
  const answered = sources.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/"?\bcode"?: ?['"]([A-Z][A-Z_]+)['"]/g)].map(
      ([, code]) => code ?? '',
    ),
  )
  const codes = new Set(answered)
  expect([...codes].filter((code) => !(code in contractCodes) && !(code in refusals))).toEqual([])
  expect(Object.keys(contractCodes).filter((code) => !codes.has(code))).toEqual([])
})

test('a bar in a cell does not end it', () => {
  expect(table(['a'], [['x | y']])).toBe('| a |\n| --- |\n| x \\| y |')
})

test.each([
  [['--check'], 0, ''],
  [['--help'], 0, 'Usage: npm run docs'],
  [['--checked'], 2, 'Usage: npm run docs'],
])('npm run docs -- %s exits with %i', (args, status, said) => {
  const run = spawnSync(process.execPath, ['infra/tools/docs/main.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  })
  expect([run.status, `${run.stdout}${run.stderr}`]).toEqual([status, expect.stringContaining(said)])
})
