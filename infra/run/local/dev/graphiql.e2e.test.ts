import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { startBrowser, withBrowser } from './testing/browser.ts'
import { cleanUp, runDev, temporaryFolder } from './testing/run.ts'

withBrowser('GraphiQL in a browser', () => {
  let browser: Browser
  let banner: { graphiql: string; url: string }
  beforeAll(async () => {
    const [started, told] = await Promise.all([
      startBrowser(),
      runDev({ DATA_DIR: temporaryFolder() }).banner(),
    ])
    browser = started
    banner = told
  })
  afterAll(async () => {
    await browser.close()
    await cleanUp()
  })

  const opened = async (address: string): Promise<{ page: Page; asked: string[] }> => {
    const page = await (await browser.newContext()).newPage()
    page.setDefaultTimeout(10_000)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(address)
    await page.locator('.graphiql-query-editor .view-line').first().waitFor()
    return { page, asked }
  }

  const tab = (page: Page, title: string) => page.locator(`.graphiql-tab-button[title="${title}"]`).click()
  const answered = (page: Page, words: string): Promise<boolean> =>
    page
      .locator('.graphiql-response')
      .getByText(words)
      .first()
      .waitFor({ timeout: 1_500 })
      .then(
        () => true,
        () => false,
      )

  /** Again where it comes too soon: GraphiQL takes a moment to see what a tab holds, and the list is a moment behind. */
  const play = async (page: Page, words: string): Promise<void> => {
    do await page.locator('.graphiql-execute-button').click()
    while (!(await answered(page, words)))
  }

  test("the banner's link lists invoices and makes one by the play button, and asks nobody else", async () => {
    const { page, asked } = await opened(banner.graphiql)
    await play(page, '"totalCount"')
    await tab(page, 'CreateInvoice')
    await play(page, '"DRAFT"')
    await tab(page, 'Invoices')
    await play(page, 'Padma')
    expect(asked.length).toBeGreaterThan(3)
    expect(asked.filter((address) => !/^(blob:)?http:\/\/localhost:\d+\/|^data:/.test(address))).toEqual([])
    expect(asked.filter((address) => address.includes('eyJ'))).toEqual(
      asked.filter((address) => address === banner.graphiql),
    )
  })

  test('without a token the page says where one belongs, and the answer what is missing', async () => {
    const { page } = await opened(`${banner.url}/graphql`)
    await page.getByText('<paste the token').first().waitFor()
    await play(page, '"UNAUTHENTICATED"')
  })
})
