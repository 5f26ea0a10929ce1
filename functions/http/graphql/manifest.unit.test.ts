import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse as parseYaml } from 'yaml'
import { operationRequirements } from '../../../infra/auth/permissions.ts'
import { functionKey } from './dispatch.ts'
import { notAvailable } from './not-available.ts'
import { contract, rootFields } from './schema.ts'

const root = join(import.meta.dirname, '../../..')
const document = contract()
const manifest: { functions: Record<string, { handler: string }> } = parseYaml(
  readFileSync(join(root, 'serverless.yml'), 'utf8'),
  {
    merge: true,
  },
)

const folders = (kind: 'queries' | 'commands'): string[] =>
  readdirSync(join(root, 'functions', kind), { withFileTypes: true })
    .filter(
      (entry) =>
        entry.isDirectory() && readdirSync(join(entry.parentPath, entry.name)).includes('handler.ts'),
    )
    .map(({ name }) => name)

const kinds = [
  ['Query', 'queries'],
  ['Mutation', 'commands'],
] as const

describe.each(kinds)('every field of %s', (type, kind) => {
  const fields = rootFields(document, type)

  test('is answered by the function of its name, or is listed as not available: never both, never neither', () => {
    const expected = fields.map((field) => ({ field, function: !notAvailable.has(field) }))
    expect(fields.map((field) => ({ field, function: functionKey(field) in manifest.functions }))).toEqual(
      expected,
    )
  })

  test(`has its function in functions/${kind}, and no folder there is left over`, () => {
    const keys = fields.filter((field) => !notAvailable.has(field)).map(functionKey)
    expect(folders(kind).sort()).toEqual([...keys].sort())
    for (const key of keys)
      expect(manifest.functions[key]?.handler).toBe(`functions/${kind}/${key}/handler.handler`)
  })
})

test('whatever is listed as not available is a field of the contract', () => {
  const fields = kinds.flatMap(([type]) => rootFields(document, type))
  expect([...notAvailable].filter((name) => !fields.includes(name))).toEqual([])
})

test('every field has its line in the table of permissions, and the table has no other', () => {
  const fields = kinds.flatMap(([type]) => rootFields(document, type))
  expect(Object.keys(operationRequirements).sort()).toEqual([...fields, '_entities'].sort())
})
