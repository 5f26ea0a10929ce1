import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import decodeQr from 'qr/decode.js'
import type { Environment } from '../config/environment.ts'
import { type HostRuntime, provideHostRuntime } from '../lambda/runtime.ts'
import { proofAddress, qrModules } from './qr-code.ts'

const environment = new AsyncLocalStorage<Environment>()
beforeAll(() => provideHostRuntime({ environment } as HostRuntime))
afterAll(() => provideHostRuntime(undefined))

/** The longest text that a document can have. */
const longest =
  'PROOF1/BIN=0028718210101/NO=MUSHAK-6.3-MOTIJ2-2026-07-999999999999999/DATE=2026-07-31' +
  `/TOTAL=${'9'.repeat(15)}.99/VAT=${'9'.repeat(15)}.99/KEY=3f9a12bc/SIG=${'-_xY'.repeat(21)}_A`

const moduleSize = 3
const quietZone = 4

/** The code as a printed picture, of which a part may be covered. */
const pictureOf = (modules: boolean[][], covered = 0) => {
  const size = (modules.length + 2 * quietZone) * moduleSize
  const data = new Uint8Array(size * size * 3).fill(255)
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const [row, column] = [y, x].map((at) => Math.floor(at / moduleSize) - quietZone)
      const isCovered =
        (row ?? 0) < modules.length - 8 && (row ?? 0) >= modules.length - 8 - covered && (column ?? 0) > 8
      if (isCovered || modules[row ?? -1]?.[column ?? -1])
        data.fill(0, (y * size + x) * 3, (y * size + x) * 3 + 3)
    }
  return { width: size, height: size, data }
}

describe('the QR code', () => {
  test.each([longest, `https://${'a'.repeat(92)}/verify#${longest}`, longest.slice(0, 170)])(
    'of %s is read back',
    (text) => expect(decodeQr(pictureOf(qrModules(text)))).toBe(text),
  )

  test('is square without a white margin; the longest text with an address has 65 modules on a side', () => {
    const modules = qrModules(`https://finance.example.com/verify#${longest}`)
    expect(new Set(modules.map((row) => row.length))).toEqual(new Set([modules.length]))
    expect(modules[0]?.slice(0, 8)).toEqual([true, true, true, true, true, true, true, false])
    expect(modules.length).toBe(65)
  })

  test('is read although a part of it is covered', () => {
    expect(decodeQr(pictureOf(qrModules(longest), 2))).toBe(longest)
  })
})

describe('what the QR code contains', () => {
  test('is the text behind the address of the page, or the text alone', () => {
    expect(
      environment.run({ DOCUMENT_PUBLIC_URL: 'https://a.example/prod' }, () => proofAddress('PROOF1/x')),
    ).toBe('https://a.example/prod/verify#PROOF1/x')
    expect(environment.run({}, () => proofAddress('PROOF1/x'))).toBe('PROOF1/x')
  })
})
