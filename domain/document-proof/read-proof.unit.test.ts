import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { anyKeyId, anyProof, anySignature, constantSigner, tenBagsProof } from '../testing/proofs.ts'
import { signProof } from './proof-text.ts'
import { readProof } from './read-proof.ts'

const text = signProof(tenBagsProof, constantSigner())

describe('reading a proof', () => {
  test('gives back what was written', () => {
    fc.assert(
      fc.property(anyProof, anyKeyId, anySignature, (proof, keyId, signature) => {
        const written = signProof(proof, constantSigner(keyId, signature))
        const [message] = written.split('/SIG=')
        expect(readProof(written)).toEqual({ ok: true, value: { proof, keyId, message, signature } })
      }),
    )
  })

  test('accepts one text for each document: whatever is read is written as it was', () => {
    const position = fc.integer({ min: 0, max: text.length - 1 })
    const replacement = fc.oneof(
      fc.constantFrom('', '0', '00', '.', '/', '=', ' ', '১', '-', '+'),
      fc.string(),
    )
    fc.assert(
      fc.property(position, fc.nat(3), replacement, (at, count, replaced) => {
        const changed = text.slice(0, at) + replaced + text.slice(at + count)
        const reading = readProof(changed)
        if (!reading.ok) return
        const { proof, keyId, signature } = reading.value
        expect(signProof(proof, constantSigner(keyId, signature))).toBe(changed)
      }),
      { numRuns: 1000 },
    )
  })

  test('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (any) => void readProof(`PROOF1/${any}`)))
  })
})

describe('a text with a wrong part is refused with what it needs', () => {
  test.each<[string, string, RegExp]>([
    ['0028718210101', '002871821', /^BIN needs 13 digits$/],
    ['0028718210101', '০০২৮৭১৮২১০১০১', /^BIN needs 13 digits$/],
    ['MUSHAK-6.3', 'MUSHAK-6.4', /^NO needs a legal number such as /],
    ['2026-07-31', '2026-06-30', /^DATE needs a date in the month of the number/],
    ['2026-07-31', '2026-07-32', /^DATE needs a date/],
    ['13800.00', '13,800.00', /^TOTAL needs taka with two decimals/],
    ['13800.00', '013800.00', /^TOTAL needs/],
    ['13800.00', '-13800.00', /^TOTAL needs/],
    ['13800.00', '13800', /^TOTAL needs/],
    ['1800.00', '1800.001', /^VAT needs taka/],
    ['/VAT=1800.00', '/VAT=13800.01', /^VAT needs an amount up to the total$/],
    ['3f9a12bc', '3F9A12BC', /^KEY needs 8 hexadecimal digits in small letters$/],
    ['xA', 'xB', /^SIG needs a signature/],
    ['xA', 'A', /^SIG needs a signature/],
    ['xA', '+A', /^SIG needs a signature/],
    ['PROOF1', 'PROOF2', /^The text must begin with PROOF1\/$/],
    ['PROOF1', ' PROOF1', /^The text must begin with PROOF1\/$/],
    ['/VAT=1800.00', '', /^The text needs the parts BIN, NO, DATE, TOTAL, VAT, KEY, SIG/],
    ['VAT=', 'vat=', /^Part 5 must begin with VAT=$/],
    ['xA', 'x'.repeat(100), /^At most 250 characters are possible$/],
  ])('%s -> %s', (part, wrong, problem) => {
    expect(readProof(text.replace(part, wrong))).toEqual({
      ok: false,
      problem: expect.stringMatching(problem),
    })
  })
})
