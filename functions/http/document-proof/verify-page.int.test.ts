import { sign } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Browser, Page } from 'playwright-core'
import { signProof } from '../../../domain/document-proof/proof-text.ts'
import { alteredFrom, tenBagsProof } from '../../../domain/testing/proofs.ts'
import { keyIdOf } from '../../../infra/document-proof/public-key.ts'
import { newSigningKey } from '../../../infra/document-proof/testing/signing-key.ts'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { browserSuite, startBrowser } from '../../../infra/run/local/dev/testing/browser.ts'
import { startProofServer } from './testing/proof-server.ts'

const withBrowser = await browserSuite()

const keyPair = newSigningKey()
const signerOf = ({ pem, publicKey }: typeof keyPair) => ({
  keyId: keyIdOf(publicKey),
  sign: (message: string) => sign(null, Buffer.from(message), pem).toString('base64url'),
})
const proof = signProof(tenBagsProof, signerOf(keyPair))

withBrowser('the page in a browser', () => {
  let browser: Browser
  let server: Awaited<ReturnType<typeof startProofServer>>
  /** What the policy of the page has forbidden it, and what its script has thrown. */
  let faults: string[] = []
  beforeAll(async () => {
    ;[browser, server] = await Promise.all([startBrowser(), startProofServer()])
  })
  beforeEach(() => {
    faults = []
    server.configure({ DOCUMENT_SIGNING_KEY: keyPair.pem })
    server.requested.length = 0
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    provideHostRuntime(undefined)
  })

  const open = async (path: string, { locale = 'en-GB', script = '' } = {}): Promise<Page> => {
    const page = await (await browser.newContext({ locale })).newPage()
    page.setDefaultTimeout(10_000)
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) faults.push(message.text())
    })
    await page.addInitScript(script)
    await page.goto(server.url + path)
    return page
  }

  const resultOf = async (page: Page, verdict: string) => {
    const section = page.locator(`section[data-verdict="${verdict}"]`)
    await section.first().waitFor()
    expect(await page.locator('section').count()).toBe(1)
    return section.innerText()
  }

  test('a genuine text in the address is shown with its details, and is sent to nobody', async () => {
    const page = await open(`/verify#${proof}`)
    const shown = await resultOf(page, 'genuine')
    expect(shown.split('\n').filter((line) => line !== '')).toEqual([
      'Genuine as issued',
      expect.stringMatching(/^Compare each of these details with the paper\. .* issued later are not part/),
      ...['Form', 'Mushak-6.3, tax invoice', 'BIN of registered person', '002871821-0101'],
      ...['Number', 'MUSHAK-6.3-2026-07-000001', 'Date of issue', '31/07/2026'],
      ...['Value including all duties and taxes', '৳13,800.00', 'VAT', '৳1,800.00'],
    ])
    expect(server.requested.filter((path) => path !== '/favicon.ico')).toEqual(['/verify', '/documents/keys'])
    expect(faults).toEqual([])
  })

  test('in Bangla the details are in the digits of the Bangla paper', async () => {
    const page = await open(`/verify#${proof}`, { locale: 'bn-BD' })
    const shown = await resultOf(page, 'genuine')
    for (const text of ['আসল: যেভাবে ইস্যু করা হয়েছিল', 'মূসক-৬.৩ কর চালানপত্র', '৩১/০৭/২০২৬', '৳১৩,৮০০.০০'])
      expect(shown).toContain(text)
    await page.getByRole('button', { name: 'English' }).click()
    expect(await resultOf(page, 'genuine')).toContain('Genuine as issued')
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
  })

  test('behind a stage, with a slash at the end, the keys are found too', async () => {
    const page = await open(`/prod/verify/#${proof}`)
    await resultOf(page, 'genuine')
    expect(server.requested).toContain('/prod/documents/keys')
  })

  test('a text that is pasted in two lines, or scanned after another one, is checked', async () => {
    const page = await open('/verify')
    await page.locator('textarea').fill(proof.replace('/SIG=', '/\nSIG='))
    await page.getByRole('button', { name: 'Check' }).click()
    await resultOf(page, 'genuine')
    await page.evaluate((fragment) => location.assign(`#${fragment}`), proof.replace('VAT=1800', 'VAT=1080'))
    expect(await resultOf(page, 'altered')).toContain('Not genuine: altered')
  })

  test('after a rotation documents of the key before are genuine while it is listed', async () => {
    const next = newSigningKey()
    server.configure({ DOCUMENT_SIGNING_KEY: next.pem, DOCUMENT_FORMER_KEYS: keyPair.publicKey })
    await resultOf(await open(`/verify#${proof}`), 'genuine')
    await resultOf(await open(`/verify#${signProof(tenBagsProof, signerOf(next))}`), 'genuine')
    server.configure({ DOCUMENT_SIGNING_KEY: next.pem })
    const unknown = await resultOf(await open(`/verify#${proof}`), 'unknown-key')
    expect(unknown).toContain(`Key: ${keyIdOf(keyPair.publicKey)}`)
  })

  test('a text that is no proof is said to be none', async () => {
    const page = await open('/verify#PROOF1/BIN=1')
    expect(await resultOf(page, 'unreadable')).toContain('Copy both lines')
  })

  test.each([
    [
      'without Ed25519',
      "crypto.subtle.importKey = () => Promise.reject(new DOMException('', 'NotSupportedError'))",
      /This browser cannot check/,
    ],
    [
      'without signatures',
      "Object.defineProperty(crypto, 'subtle', { value: undefined })",
      /This browser cannot check/,
    ],
    [
      'on a page without TLS',
      "Object.defineProperty(crypto, 'subtle', { value: undefined }); " +
        "Object.defineProperty(window, 'isSecureContext', { value: false })",
      /Open this address with https/,
    ],
  ])('a browser %s says so and calls nothing genuine', async (_, script, hint) => {
    const shown = await resultOf(await open(`/verify#${proof}`, { script }), 'unchecked')
    expect(shown).toMatch(hint)
  })

  test('without the keys nothing is checked', async () => {
    const page = await open('/verify')
    server.configure({})
    await page.locator('textarea').fill(proof)
    await page.getByRole('button', { name: 'Check' }).click()
    expect(await resultOf(page, 'unchecked')).toContain('The keys for the check could not be loaded')
  })

  test('markup in the address is text', async () => {
    const page = await open(`/verify#${encodeURIComponent('<img src=x onerror=alert(1)>')}`)
    await resultOf(page, 'unreadable')
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.locator('textarea').inputValue()).toBe('<img src=x onerror=alert(1)>')
    expect(faults).toEqual([])
  })

  test('a hundred altered texts are not shown as genuine', async () => {
    const page = await open('/verify')
    const altered = fc.sample(alteredFrom(proof), 100)
    const verdicts = await page.evaluate(async (texts) => {
      const [form, input] = [document.querySelector('form'), document.querySelector('textarea')]
      const results = document.querySelector('#results')
      const shown: (string | undefined)[] = []
      for (const text of texts) {
        if (!form || !input || !results) throw new Error('The page has no form')
        input.value = text
        form.requestSubmit()
        while (results.children.length === 0) await new Promise((resolve) => setTimeout(resolve))
        shown.push(...[...results.children].map((section) => (section as HTMLElement).dataset.verdict))
      }
      return shown
    }, altered)
    expect(verdicts.length).toBeGreaterThanOrEqual(100)
    expect(verdicts).not.toContain('genuine')
    expect(verdicts).toContain('altered')
  })
})
