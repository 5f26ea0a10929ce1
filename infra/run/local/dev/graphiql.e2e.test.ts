import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { browserSuite, startBrowser } from './testing/browser.ts'
import { type Banner, cleanUp, runDev, temporaryFolder } from './testing/dev-process.ts'

const withBrowser = await browserSuite()

withBrowser('GraphiQL in a browser', () => {
  let browser: Browser
  let banner: Banner
  beforeAll(async () => {
    const dev = runDev({ DATA_DIR: temporaryFolder() })
    ;[browser, banner] = await Promise.all([startBrowser(), dev.banner()])
  })
  afterAll(async () => {
    await browser.close()
    await cleanUp()
  })

  /** What the policy of the page has forbidden it. */
  const violations: string[] = []

  const open = async (address: string): Promise<{ page: Page; requested: string[] }> => {
    const page = await (await browser.newContext()).newPage()
    page.setDefaultTimeout(10_000)
    const requested: string[] = []
    page.on('request', (request) => requested.push(request.url()))
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) violations.push(message.text())
    })
    await page.goto(address)
    await page.locator('.graphiql-query-editor .view-line').first().waitFor()
    return { page, requested }
  }

  const openTab = (page: Page, title: string) =>
    page.locator(`.graphiql-tab-button[title="${title}"]`).click()

  const showsResponse = async (page: Page, text: string): Promise<boolean> => {
    const response = page.locator('.graphiql-response').getByText(text).first()
    return response.waitFor({ timeout: 1_500 }).then(
      () => true,
      () => false,
    )
  }

  /**
   * Presses the play button until the response contains the text: GraphiQL needs a moment to read a tab, and
   * the list of invoices is updated after the writes.
   */
  const playUntil = async (page: Page, text: string): Promise<void> => {
    do await page.locator('.graphiql-execute-button').click()
    while (!(await showsResponse(page, text)))
  }

  test("the banner's link lists and creates invoices, and requests nothing from other servers", async () => {
    const { page, requested } = await open(banner.graphiql)
    await playUntil(page, '"totalCount"')
    await openTab(page, 'CreateInvoice')
    await playUntil(page, '"DRAFT"')
    await openTab(page, 'Invoices')
    await playUntil(page, 'Padma')
    expect(requested.length).toBeGreaterThan(3)
    expect(violations).toEqual([])
    const local = /^(blob:)?http:\/\/localhost:\d+\/|^data:/
    expect(requested.filter((address) => !local.test(address))).toEqual([])
    // A token begins with eyJ. It is in the address of the page only, after #, which is not sent.
    const withToken = requested.filter((address) => address.includes('eyJ'))
    expect(withToken).toEqual(requested.filter((address) => address === banner.graphiql))
  })

  test('without a token the page says where to paste one, and queries are rejected', async () => {
    const { page } = await open(`${banner.url}/graphql`)
    await page.getByText('<paste the token').first().waitFor()
    await playUntil(page, '"UNAUTHENTICATED"')
  })
})
