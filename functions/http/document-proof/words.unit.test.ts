import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { writeTaka } from '../../../domain/money/poisha.ts'
import { printTaka, printTakaInBangla } from '../../../domain/money/print.ts'
import { anyProof, tenBagsProof } from '../../../domain/testing/proofs.ts'

type Details = Record<'bin' | 'form' | 'number' | 'issuedOn' | 'total' | 'vat', string>

/** A module that the page contains. */
const { detailsIn, words } = (await import(join(import.meta.dirname, 'page/words.js'))) as {
  detailsIn(language: string, details: Details): [label: string, value: string][]
  words: Record<'bn' | 'en', Record<string, unknown>>
}

test('the page says everything in both languages', () => {
  expect(Object.keys(words.bn)).toEqual(Object.keys(words.en))
  expect(Object.keys(words.bn.forms ?? {})).toEqual(['6.3', '6.7', '6.8'])
})

test('amounts are written as on the papers', () => {
  fc.assert(
    fc.property(anyProof, ({ total, vat, ...proof }) => {
      const details = { ...proof, form: '6.7', total: writeTaka(total), vat: writeTaka(vat) }
      const valuesIn = (language: string) => detailsIn(language, details).map(([, value]) => value)
      expect(valuesIn('en').slice(-2)).toEqual([printTaka(total), printTaka(vat)])
      expect(valuesIn('bn').slice(-2)).toEqual([printTakaInBangla(total), printTakaInBangla(vat)])
    }),
  )
})

test('numbers and BINs have the same digits in both languages', () => {
  const details = { ...tenBagsProof, form: '6.8', total: '1.00', vat: '0.00' }
  for (const language of ['bn', 'en'])
    expect(detailsIn(language, details).map(([, value]) => value)).toEqual(
      expect.arrayContaining(['002871821-0101', 'MUSHAK-6.3-2026-07-000001']),
    )
})
