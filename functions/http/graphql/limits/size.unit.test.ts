import { expect, test } from '@jest/globals'
import { parseWithinLimits } from './structure.ts'

const refused = (source: string) => {
  try {
    parseWithinLimits(source)
  } catch (error) {
    return error
  }
  return undefined
}

test.each([
  ['fields in fields', `${'{a'.repeat(4_900)}${'}'.repeat(4_900)}`],
  ['lists in lists', `{ a(b: ${'['.repeat(5_000)}${']'.repeat(5_000)}) }`],
])('%s, deeper than the parser can go, are too complex and no fault of ours', (_, source) => {
  expect(refused(source)).toMatchObject({
    extensions: { code: 'QUERY_TOO_COMPLEX', params: { what: 'levels of nesting' } },
  })
})
