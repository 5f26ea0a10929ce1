import { describe, expect, test } from '@jest/globals'
import { bangla } from './bangla.ts'
import { english } from './english.ts'

describe('the names of 0 to 99', () => {
  test.each([
    ['Bangla', bangla.belowHundred],
    ['English', english.belowHundred],
  ])('in %s are 100 different words, in the composed form of Unicode', (_, names) => {
    expect(new Set(names).size).toBe(100)
    expect(names.filter((name) => name === '' || name !== name.normalize('NFC'))).toEqual([])
  })

  test('in English', () => {
    const some = [0, 7, 10, 11, 12, 13, 15, 18, 19, 20, 21, 40, 45, 58, 80, 99]
    expect(some.map((count) => english.belowHundred[count]).join(' ')).toBe(
      'Zero Seven Ten Eleven Twelve Thirteen Fifteen Eighteen Nineteen Twenty Twenty-One Forty Forty-Five ' +
        'Fifty-Eight Eighty Ninety-Nine',
    )
  })
})

/**
 * What the names of Bangla do follow: of the counts from 21 to 98, how a name begins tells its last digit,
 * and how it ends tells its ten; a count that ends in 9 is "one less than" the next ten.
 */
const beginnings = ['', 'এক', '(বা|ব|বি)', '(তে|তি)', '(চ|চু|চৌ)', '(পঁ|প)', '(ছ|ছা|ছি|ছে)', '(সা|সাঁ)', 'আ']
const endings = ['', '', 'শ', 'ত্রিশ', '(ল্লিশ)', 'ন্ন', 'ষট্টি', 'ত্তর', 'শি', 'নব্বই']

const regular = Array.from({ length: 79 }, (_, index) => index + 20)

test.each(regular.filter((count) => count % 10 >= 1 && count % 10 <= 8))(
  'the Bangla name of %i begins with its digit and ends with its ten',
  (count) => {
    const form = new RegExp(`^${beginnings[count % 10]}.*${endings[Math.floor(count / 10)]}$`)
    expect(bangla.belowHundred[count]?.normalize('NFC')).toMatch(form)
  },
)

test.each(regular.filter((count) => count % 10 === 9))(
  'the Bangla name of %i is one less than a ten',
  (count) => {
    expect(bangla.belowHundred[count]).toBe(`ঊন${bangla.belowHundred[count + 1]}`)
  },
)

test('the Bangla names of 0 to 20, of the tens and of 99', () => {
  expect(bangla.belowHundred.slice(0, 21).join(' ')).toBe(
    'শূন্য এক দুই তিন চার পাঁচ ছয় সাত আট নয় দশ এগারো বারো তেরো চৌদ্দ পনেরো ষোলো সতেরো আঠারো উনিশ বিশ'.normalize('NFC'),
  )
  const tens = [20, 30, 40, 50, 60, 70, 80, 90, 99].map((count) => bangla.belowHundred[count])
  expect(tens.join(' ')).toBe('বিশ ত্রিশ চল্লিশ পঞ্চাশ ষাট সত্তর আশি নব্বই নিরানব্বই')
})
