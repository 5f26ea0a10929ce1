import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { anyKeyId, anyProof, anySignature, constantSigner, tenBagsProof } from '../testing/proofs.ts'
import { proofLines, signProof } from './proof-text.ts'

const signature = `${'x'.repeat(85)}A`

describe('the text of a proof', () => {
  test('names the details, the key and the signature', () => {
    expect(signProof(tenBagsProof, constantSigner())).toBe(
      'PROOF1/BIN=0028718210101/NO=MUSHAK-6.3-2026-07-000001/DATE=2026-07-31' +
        `/TOTAL=13800.00/VAT=1800.00/KEY=3f9a12bc/SIG=${signature}`,
    )
  })

  test('is signed as far as the signature', () => {
    const signed: string[] = []
    const sign = (message: string) => {
      signed.push(message)
      return signature
    }
    const text = signProof(tenBagsProof, { keyId: '3f9a12bc', sign })
    expect(signed).toEqual([text.slice(0, -`/SIG=${signature}`.length)])
  })

  test('is short, and needs no escape in an address, in XML or in JSON', () => {
    fc.assert(
      fc.property(anyProof, anyKeyId, anySignature, (proof, keyId, signature) => {
        const text = signProof(proof, constantSigner(keyId, signature))
        expect(text).toMatch(/^[A-Za-z0-9/=._-]{150,237}$/)
        expect(new URL(`https://a.example/verify#${text}`).hash).toBe(`#${text}`)
      }),
    )
  })

  test('is another text for another document or key', () => {
    const some = fc.tuple(anyProof, anyKeyId)
    const textOf = ([proof, keyId]: [typeof tenBagsProof, string]) => signProof(proof, constantSigner(keyId))
    fc.assert(
      fc.property(some, some, (one, other) => {
        fc.pre(JSON.stringify(one, writeBigInt) !== JSON.stringify(other, writeBigInt))
        expect(textOf(one)).not.toBe(textOf(other))
      }),
    )
    const changes = { bin: '0028718210102', number: 'MUSHAK-6.7-2026-07-000001', issuedOn: '2026-07-30' }
    for (const change of Object.entries({ ...changes, total: 1380001n, vat: 180001n }))
      expect(textOf([{ ...tenBagsProof, ...Object.fromEntries([change]) }, '3f9a12bc'])).not.toBe(
        textOf([tenBagsProof, '3f9a12bc']),
      )
  })

  test('is printed in two lines: what a person reads, and the signature', () => {
    const text = signProof(tenBagsProof, constantSigner())
    const lines = proofLines(text)
    expect(lines.join('')).toBe(text)
    expect(lines[1]).toBe(`SIG=${signature}`)
  })
})

const writeBigInt = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
