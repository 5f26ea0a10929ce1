import { describe, expect, test } from '@jest/globals'
import { vatCategories } from './categories.ts'
import { returnNoteOf } from './return-notes.ts'
import { possibleSupplyClasses, usualSupplyClass } from './supply-classes.ts'

describe('56 the note of the return', () => {
  test('follows from the category and the class of a supply', () => {
    expect(
      vatCategories.map((vatCategory) => [
        vatCategory,
        possibleSupplyClasses(vatCategory).map((supplyClass) => [
          supplyClass,
          returnNoteOf({ vatCategory, supplyClass }, '2024-10-15'),
        ]),
      ]),
    ).toEqual([
      [
        'STANDARD',
        [
          ['GENERAL', 4],
          ['RETAIL_WHOLESALE', 8],
        ],
      ],
      [
        'REDUCED',
        [
          ['GENERAL', 7],
          ['RETAIL_WHOLESALE', 8],
        ],
      ],
      [
        'TRUNCATED',
        [
          ['GENERAL', 7],
          ['RETAIL_WHOLESALE', 8],
        ],
      ],
      [
        'SPECIFIC',
        [
          ['GENERAL', 6],
          ['RETAIL_WHOLESALE', 8],
        ],
      ],
      [
        'ZERO_RATED',
        [
          ['DIRECT_EXPORT', 1],
          ['DEEMED_EXPORT', 2],
        ],
      ],
      ['EXEMPT', [['GENERAL', 3]]],
    ])
  })

  test('needs a date on which the form existed', () => {
    const supply = { vatCategory: 'STANDARD', supplyClass: usualSupplyClass('STANDARD') } as const
    expect(returnNoteOf(supply, '2019-07-01')).toBe(4)
    expect(() => returnNoteOf(supply, '2019-06-30')).toThrow(
      'No layout of the return is known for 2019-06-30',
    )
  })
})
