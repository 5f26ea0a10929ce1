import { describe, expect, test } from '@jest/globals'
import { documentCache } from './document-cache.ts'

describe('the document cache', () => {
  test('removes the least recently used document when it is full', () => {
    const cache = documentCache<number>()
    for (let index = 0; index < 500; index++) cache.set(`query ${index}`, index)
    expect(cache.get('query 0')).toBe(0)
    cache.set('query 500', 500)
    const values = ['query 0', 'query 1', 'query 500'].map((source) => cache.get(source))
    expect(values).toEqual([0, undefined, 500])
  })

  test('does not keep a long document', () => {
    const cache = documentCache<number>()
    cache.set('x'.repeat(20_000), 1)
    cache.set('x'.repeat(20_001), 1)
    expect(cache.get('x'.repeat(20_000))).toBe(1)
    expect(cache.get('x'.repeat(20_001))).toBeUndefined()
  })
})
