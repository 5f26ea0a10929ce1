import { describe, expect, test } from '@jest/globals'
import { sameData } from './same-data.ts'

describe('the same data', () => {
  test.each([
    [
      { a: 1, b: [{ c: null }] },
      { b: [{ c: null }], a: 1 },
    ],
    [[], []],
    ['x', 'x'],
    [null, null],
  ])('%j and %j are the same', (one, other) => {
    expect(sameData(one, other)).toBe(true)
  })

  test.each([
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: undefined }, { b: undefined }],
    [
      [1, 2],
      [2, 1],
    ],
    [[], {}],
    [null, {}],
    [{}, null],
    ['1', 1],
    [1, {}],
    [{}, ''],
  ])('%j and %j are not the same', (one, other) => {
    expect(sameData(one, other)).toBe(false)
  })
})
