import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { anyProof, anySignature, constantSigner, tenBagsProof } from '../testing/proofs.ts'
import { findProofs } from './find-proofs.ts'
import { signProof } from './proof-text.ts'

const text = signProof(tenBagsProof, constantSigner())

describe('proofs in other text', () => {
  test('are found in an address, in XML and on a page', () => {
    expect(findProofs(`https://finance.example.com/verify#${text}`)).toEqual([text])
    expect(findProofs(`<pdf:Keywords>${text}</pdf:Keywords>`)).toEqual([text])
    expect(findProofs(`সর্বমোট ১৩,৮০০.০০\n${text}\nPage 1 of 2`)).toEqual([text])
  })

  test('are found with the blanks and line breaks that copying adds', () => {
    const cuts = fc.array(
      fc.tuple(fc.nat(240), fc.constantFrom(' ', '\n', '\r\n', '\u00a0', '\u200b', '\u00ad')),
    )
    fc.assert(
      fc.property(anyProof, anySignature, cuts, (proof, signature, blanks) => {
        const written = signProof(proof, constantSigner('0123abcd', signature))
        const copied = blanks.reduce(
          (whole, [at, blank]) => whole.slice(0, at) + blank + whole.slice(at),
          written,
        )
        expect(findProofs(`(${copied})`)).toEqual([written])
      }),
    )
  })

  test('are found once each, in their order', () => {
    const other = signProof({ ...tenBagsProof, vat: tenBagsProof.total }, constantSigner())
    expect(findProofs(`${text}\n${other}\n${text}`)).toEqual([text, other])
  })

  test('are found in another form or with a wrong part, so that their problem can be named', () => {
    const others = [
      text.replace('PROOF1', 'PROOF2'),
      text.replace('13800.00', '13,800'),
      text.replace('VAT', 'TAX'),
    ]
    for (const other of others) expect(findProofs(other)).toEqual([other])
  })

  test('are found in a long text in little time', () => {
    const long = [`${text.slice(0, -40)} `.repeat(20_000), 'PROOF1/'.repeat(500_000), ' '.repeat(3_000_000)]
    for (const start of [...long, `PROOF1/BIN=${' '.repeat(1_000_000)}`])
      expect(findProofs(`${start} ${text}`).at(-1)).toBe(text)
  })

  test('are not found in what is none', () => {
    const tooLong = [...'x1-_+.=/'].flatMap((one) => [`${text}${one}`, `${one}${text}`])
    for (const other of ['', 'PROOF1/', text.slice(0, -1), text.replace('/SIG', ''), ...tooLong])
      expect(findProofs(other)).toEqual([])
  })
})
