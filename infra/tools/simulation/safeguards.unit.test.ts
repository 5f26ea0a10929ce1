import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { replaceOnce, safeguardNames, safeguards, withoutSafeguard } from './safeguards.ts'

const root = join(import.meta.dirname, '../../..')

describe.each(safeguardNames)('the safeguard %s', (name) => {
  const { file, text } = safeguards[name]
  const source = readFileSync(join(root, file), 'utf8')

  test('is in its file exactly once, and is taken out', () => {
    const without = withoutSafeguard(source, file, name)
    expect(source).toContain(text)
    expect(without).not.toContain(text)
  })

  test('leaves other files as they are', () => {
    expect(withoutSafeguard(source, 'domain/decision.ts', name)).toBe(source)
  })
})

test.each([
  ['is missing', 'other'],
  ['is there twice', 'text text'],
])('a text that %s is an error, because a safeguard would seem to be needless', (_, source) => {
  expect(() => replaceOnce(source, { file: 'a.ts', text: 'text', replacement: '' })).toThrow('a.ts contains')
})
