import { describe, expect, test } from '@jest/globals'
import { vatCategories } from './categories.ts'
import { possibleReturnNotes, usualReturnNote } from './return-notes.ts'

describe('return notes', () => {
  test('each category has a usual note and possible notes', () => {
    expect(
      vatCategories.map((category) => [category, usualReturnNote(category), possibleReturnNotes(category)]),
    ).toEqual([
      ['STANDARD', 4, [4, 5, 8]],
      ['REDUCED', 7, [7, 5, 8]],
      ['TRUNCATED', 7, [7, 5, 8]],
      ['SPECIFIC', 6, [6, 5, 8]],
      ['ZERO_RATED', 1, [1, 2]],
      ['EXEMPT', 3, [3]],
    ])
  })
})
