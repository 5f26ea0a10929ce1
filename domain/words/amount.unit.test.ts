import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Poisha, poisha, taka } from '../money/poisha.ts'
import { amountInWords } from './amount.ts'
import { bangla } from './bangla.ts'
import { english } from './english.ts'

const anyAmount = fc
  .oneof(fc.bigInt({ min: 0n, max: 10n ** 17n }), fc.bigInt({ min: 0n, max: 20_000_000n }))
  .map(poisha)

describe('in English', () => {
  test.each([
    ['0', 'Zero Taka Only'],
    ['0.05', 'Zero Taka and Five Poisha Only'],
    ['1', 'One Taka Only'],
    ['100', 'One Hundred Taka Only'],
    ['13800', 'Thirteen Thousand Eight Hundred Taka Only'],
    ['1250.50', 'One Thousand Two Hundred Fifty Taka and Fifty Poisha Only'],
    ['12109530', 'One Crore Twenty-One Lakh Nine Thousand Five Hundred Thirty Taka Only'],
    ['10000000', 'One Crore Taka Only'],
    ['1200000000000', 'One Lakh Twenty Thousand Crore Taka Only'],
    ['900000000000000', 'Nine Crore Crore Taka Only'],
    [
      '999999999999999.99',
      'Nine Crore Ninety-Nine Lakh Ninety-Nine Thousand Nine Hundred Ninety-Nine Crore ' +
        'Ninety-Nine Lakh Ninety-Nine Thousand Nine Hundred Ninety-Nine Taka and Ninety-Nine Poisha Only',
    ],
  ])('%s is %s', (amount, words) => {
    expect(amountInWords(taka(amount), 'en')).toBe(words)
  })
})

describe('in Bangla', () => {
  test.each([
    ['0', 'শূন্য টাকা মাত্র'],
    ['0.50', 'শূন্য টাকা পঞ্চাশ পয়সা মাত্র'],
    ['100', 'একশ টাকা মাত্র'],
    ['1250', 'এক হাজার দুইশ পঞ্চাশ টাকা মাত্র'],
    ['1250.50', 'এক হাজার দুইশ পঞ্চাশ টাকা পঞ্চাশ পয়সা মাত্র'],
    ['95496.57', 'পঁচানব্বই হাজার চারশ ছিয়ানব্বই টাকা সাতান্ন পয়সা মাত্র'],
    ['12109530', 'এক কোটি একুশ লক্ষ নয় হাজার পাঁচশ ত্রিশ টাকা মাত্র'],
    ['1200000000000', 'এক লক্ষ বিশ হাজার কোটি টাকা মাত্র'],
  ])('%s is %s', (amount, words) => {
    expect(amountInWords(taka(amount), 'bn')).toBe(words.normalize('NFC'))
  })
})

test('an amount below zero is a mistake of the code', () => {
  expect(() => amountInWords(poisha(-1n), 'en')).toThrow('cannot be below zero')
})

type Reading = Readonly<{ names: readonly string[]; units: Readonly<Record<string, bigint>> }>

const readings = {
  en: {
    names: english.belowHundred,
    units: { Hundred: 100n, Thousand: 1000n, Lakh: 100_000n, Crore: 10_000_000n },
  },
  bn: {
    names: bangla.belowHundred,
    units: { শ: 100n, হাজার: 1000n, লক্ষ: 100_000n, কোটি: 10_000_000n },
  },
} as const satisfies Record<string, Reading>

/** Reads a count from left to right, as a person does: a crore multiplies all that was read before it. */
const readCount = (words: readonly string[], { names, units }: Reading): bigint => {
  let [sum, last] = [0n, 0n]
  for (const word of words) {
    const unit = units[word]
    if (unit === undefined) {
      expect(names).toContain(word)
      last += BigInt(names.indexOf(word))
    } else if (unit === 100n) last *= unit
    else [sum, last] = unit === 10_000_000n ? [(sum + last) * unit, 0n] : [sum + last * unit, 0n]
  }
  return sum + last
}

const readInEnglish = (text: string): bigint => {
  const [, takas = '', poishas = 'Zero'] = /^(.+?) Taka(?: and (.+) Poisha)? Only$/.exec(text) ?? []
  const [count, parts] = [takas, poishas].map((part) => readCount(part.split(' '), readings.en))
  return (count ?? -1n) * 100n + (parts ?? -1n)
}

const readInBangla = (text: string): bigint => {
  const [, takas = '', poishas = 'শূন্য'] = /^(.+?) টাকা(?: (.+) পয়সা)? মাত্র$/.exec(text.normalize('NFC')) ?? []
  // A hundred is written together with its count, and no name below a hundred is such a word.
  const split = (word: string) =>
    readings.bn.names.includes(word) ? [word] : word.replace(/শ$/, ' শ').split(' ')
  const [count, parts] = [takas, poishas].map((part) =>
    readCount(part.split(' ').flatMap(split), readings.bn),
  )
  return (count ?? -1n) * 100n + (parts ?? -1n)
}

describe('every amount up to 10^15 taka is read again from its words', () => {
  const property = (check: (amount: Poisha) => void) => fc.assert(fc.property(anyAmount, check))

  test('in English', () =>
    property((amount) => expect(readInEnglish(amountInWords(amount, 'en'))).toBe(amount)))

  test('in Bangla', () =>
    property((amount) => expect(readInBangla(amountInWords(amount, 'bn'))).toBe(amount)))
})
