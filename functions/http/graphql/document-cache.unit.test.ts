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

  test('keeps 250,000 characters of documents, the most recently used ones', () => {
    const cache = documentCache<number>()
    const source = (index: number) => `${index} `.padEnd(20_000, 'x')
    for (let index = 0; index < 12; index++) cache.set(source(index), index)
    expect(cache.get(source(0))).toBe(0)
    cache.set(source(12), 12)
    const kept = Array.from({ length: 13 }, (_, index) => cache.get(source(index)))
    expect(kept.flatMap((value, index) => (value === undefined ? [index] : []))).toEqual([1])
  })

  test('counts a document that is cached again once', () => {
    const cache = documentCache<number>()
    const source = 'x'.repeat(20_000)
    cache.set('first', 1)
    for (let time = 0; time < 100; time++) cache.set(source, time)
    expect([cache.get('first'), cache.get(source)]).toEqual([1, 99])
  })

  test('does not keep a long document, which would push all others out', () => {
    const cache = documentCache<number>()
    cache.set('x'.repeat(20_000), 1)
    for (const characters of [20_001, 250_001]) cache.set('x'.repeat(characters), 1)
    expect(cache.get('x'.repeat(20_000))).toBe(1)
    expect(cache.get('x'.repeat(20_001))).toBeUndefined()
  })
})
