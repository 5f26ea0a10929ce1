import { spawn } from 'node:child_process'
import { sign } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { deflateSync } from 'node:zlib'
import { afterAll, describe, expect, test } from '@jest/globals'
import { proofLines, signProof } from '../../../domain/document-proof/proof-text.ts'
import { tenBagsProof } from '../../../domain/testing/proofs.ts'
import { keyIdOf } from '../../document-proof/public-key.ts'
import { newSigningKey } from '../../document-proof/testing/signing-key.ts'
import { findOnPath } from '../../run/local/child-process/find-on-path.ts'
import { StartError } from '../../run/local/child-process/start-error.ts'
import { findOrSkip } from '../../run/local/testing/find-or-skip.ts'
import { pathAndCache } from '../../run/local/testing/path-and-cache.ts'

const folder = mkdtempSync(join(tmpdir(), 'finance-verify-document-'))
afterAll(() => rmSync(folder, { recursive: true }))

const [now, former] = [newSigningKey(), newSigningKey()]
const textBy = ({ pem, publicKey }: typeof now, proof = tenBagsProof) =>
  signProof(proof, {
    keyId: keyIdOf(publicKey),
    sign: (message) => sign(null, Buffer.from(message), pem).toString('base64url'),
  })
const text = textBy(now)
const altered = text.replace('VAT=1800', 'VAT=1080')

const configured = { DOCUMENT_SIGNING_KEY: now.pem, DOCUMENT_FORMER_KEYS: former.publicKey }

const verify = async (args: string[], environment: Record<string, string> = configured) => {
  const command = join(import.meta.dirname, 'verify-document-command.ts')
  const env = { ...pathAndCache(), ...environment }
  const child = spawn(process.execPath, [command, ...args], { env })
  const exit = once(child, 'exit')
  const [stdout, stderr, [status]] = await Promise.all([textOf(child.stdout), textOf(child.stderr), exit])
  return { status, stdout, stderr }
}

const fileWith = (name: string, content: string | Buffer): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const genuine = `genuine as issued; compare with the paper:
  number         MUSHAK-6.3-2026-07-000001
  date of issue  31/07/2026
  BIN of seller  002871821-0101
  total          ৳13,800.00
  VAT            ৳1,800.00
  key            ${keyIdOf(now.publicKey)}
`

describe('a text', () => {
  test('that is genuine exits with 0 and its details, also in the address of a QR code', async () => {
    for (const argument of [text, `https://finance.example.com/verify#${text}`, proofLines(text).join('\n')])
      expect(await verify([argument])).toEqual({ status: 0, stdout: genuine, stderr: '' })
  })

  test('that was altered exits with 1 and says what is wrong', async () => {
    expect(await verify([altered])).toEqual({
      status: 1,
      stdout: 'altered: the signature is not of this text\n',
      stderr: '',
    })
    expect(await verify([text.replace('TOTAL=13800.00', 'TOTAL=13,800.00')])).toMatchObject({
      status: 1,
      stdout: 'altered or not complete: TOTAL needs taka with two decimals, such as 13800.00\n',
    })
  })

  test('of a former key is genuine while the key is configured, and then of an unknown key', async () => {
    expect(await verify([textBy(former)])).toMatchObject({ status: 0 })
    const { status, stdout } = await verify([textBy(former)], { DOCUMENT_SIGNING_KEY: now.pem })
    const [unknown, known] = [keyIdOf(former.publicKey), keyIdOf(now.publicKey)]
    expect([status, stdout]).toEqual([1, `unknown key ${unknown}: the known keys are ${known}\n`])
  })
})

/** A file that a PDF reader accepts, with this metadata and these lines on its page, which are compressed. */
const pdfWith = (metadata: string, lines: readonly string[]): Buffer => {
  const content = `BT /F1 6 Tf 10 TL 20 700 Td ${lines.map((line) => `(${line}) Tj T*`).join(' ')} ET`
  const compressed = deflateSync(content)
  const font = '<</Type/Font/Subtype/Type1/BaseFont/Courier>>'
  return Buffer.concat([
    Buffer.from('%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R>>endobj\n'),
    Buffer.from('2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n'),
    Buffer.from(`3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 842 842]/Resources<</Font<</F1 ${font}>>>>`),
    Buffer.from(
      `/Contents 4 0 R>>endobj\n4 0 obj<</Length ${compressed.length}/Filter/FlateDecode>>stream\n`,
    ),
    compressed,
    Buffer.from(
      `\nendstream endobj\n5 0 obj<</Type/Metadata/Subtype/XML/Length ${metadata.length}>>stream\n`,
    ),
    Buffer.from(`${metadata}\nendstream endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%EOF\n`),
  ])
}
const metadataWith = (proof: string) => `<x:xmpmeta><pdf:Keywords>${proof}</pdf:Keywords></x:xmpmeta>`

describe('a file', () => {
  test('is searched for every text in it, and all must be genuine', async () => {
    const second = textBy(now, { ...tenBagsProof, number: 'MUSHAK-6.7-2026-07-000009' })
    const all = fileWith('all.txt', `চালান ${text}\n${text}\n${second}\n`)
    const { status, stdout } = await verify([all])
    expect([status, stdout.match(/genuine/g)?.length]).toEqual([0, 2])
    const one = await verify([fileWith('one.txt', `${text}\n${altered}`)])
    expect(one).toMatchObject({ status: 1, stdout: `${genuine}altered: the signature is not of this text\n` })
  })

  test('that is a PDF is read by its metadata, without any other program', async () => {
    const file = fileWith('metadata.pdf', pdfWith(metadataWith(text), ['Tax invoice']))
    expect(await verify([file], { ...configured, PATH: '' })).toEqual({
      status: 0,
      stdout: genuine,
      stderr: '',
    })
  })

  test('without a text is an error', async () => {
    const file = fileWith('none.pdf', pdfWith('', ['Tax invoice']))
    expect(await verify([file], { ...configured, PATH: '' })).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/contains no complete text that begins with PROOF1; with pdftotext/),
    })
  })
})

const pdfToText = await findOrSkip({
  otherwise: 'no text can be extracted from a PDF here',
  absenceCodes: ['PDFTOTEXT_MISSING'],
  find: () => {
    const program = findOnPath('pdftotext')
    if (program !== undefined) return program
    throw new StartError('PDFTOTEXT_MISSING', 'pdftotext must be on the PATH (apt-get install poppler-utils)')
  },
})

;(pdfToText === undefined ? describe.skip : describe)('the pages of a PDF', () => {
  test('are searched where the metadata has no text', async () => {
    const file = fileWith('printed.pdf', pdfWith('', ['Tax invoice', ...proofLines(text), 'Page 1 of 1']))
    expect(await verify([file])).toEqual({ status: 0, stdout: genuine, stderr: '' })
  })

  test('are searched beside the metadata, so that a print with another text is noticed', async () => {
    const file = fileWith('changed.pdf', pdfWith(metadataWith(text), proofLines(altered)))
    expect(await verify([file])).toMatchObject({
      status: 1,
      stdout: `${genuine}altered: the signature is not of this text\n`,
    })
  })
})

describe('--keys', () => {
  const keySet = JSON.stringify({ current: null, keys: [{ kid: keyIdOf(now.publicKey), x: now.publicKey }] })

  test('names a file', async () => {
    const file = fileWith('keys.json', keySet)
    expect(await verify([text, '--keys', file], {})).toMatchObject({ status: 0, stdout: genuine })
  })

  test('names an address', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/documents/keys') response.end(keySet)
      else response.writeHead(404).end()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const found = await verify([text, '--keys', `${url}/documents/keys`], {})
    const missing = await verify([text, '--keys', `${url}/other`], {})
    server.close()
    expect(found).toMatchObject({ status: 0, stdout: genuine })
    expect(missing).toMatchObject({ status: 1, stderr: expect.stringContaining('it responded with 404') })
  })

  test('must be a key set in which each key has its own id', async () => {
    const wrong = [
      'no JSON',
      '{"keys":[]}',
      keySet.replace(keyIdOf(now.publicKey), keyIdOf(former.publicKey)),
      keySet.replace(now.publicKey, 'A'.repeat(43)),
    ]
    for (const content of wrong)
      expect(await verify([text, '--keys', fileWith('wrong.json', content)], {})).toMatchObject({
        status: 1,
        stdout: '',
        stderr: expect.stringContaining('is not a key set as GET /documents/keys returns it'),
      })
  })
})

describe('wrong arguments exit with 2 and the help', () => {
  test.each<[string, string[], Record<string, string>, RegExp]>([
    ['no argument', [], configured, /^Name one file or one text/],
    ['two arguments', [text, text], configured, /^Name one file or one text/],
    ['neither file nor text', ['missing.pdf'], configured, /^The argument is neither a file nor a text/],
    ['a folder', [folder], configured, /is not a file/],
    ['no keys', [text], {}, /^No keys: name them with --keys, or set DOCUMENT_SIGNING_KEY/],
    ['keys at an address without TLS', [text, '--keys', 'http://a.example/k'], {}, /http:\/\/ only on this/],
    ['keys in no file', [text, '--keys', 'missing.json'], {}, /neither a file nor an address/],
  ])('%s', async (_, args, environment, message) => {
    const { status, stdout, stderr } = await verify(args, environment)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
    expect(stderr).toContain('Usage: npm run verify-document')
  })

  test('a wrong key in the configuration is an error without its value', async () => {
    const { status, stdout, stderr } = await verify([text], { DOCUMENT_SIGNING_KEY: 'hush' })
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^Configuration: DOCUMENT_SIGNING_KEY is not valid/)
    expect(stderr).not.toContain('hush')
  })
})
