import { describe, expect, test } from '@jest/globals'
import { recentDocuments } from './documents.ts'

describe('the kept documents', () => {
  test('are the ones used last', () => {
    const documents = recentDocuments<number>()
    for (let index = 0; index < 500; index++) documents.set(`query ${index}`, index)
    expect(documents.get('query 0')).toBe(0)
    documents.set('query 500', 500)
    expect([documents.get('query 0'), documents.get('query 1'), documents.get('query 500')]).toEqual([
      0,
      undefined,
      500,
    ])
  })

  test('are none of the long ones, whose input is written into them', () => {
    const documents = recentDocuments<number>()
    documents.set('x'.repeat(20_001), 1)
    expect(documents.get('x'.repeat(20_001))).toBeUndefined()
  })
})
