import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import { securityHeaders } from '../../../infra/http/security-headers.ts'

/**
 * One operation per tab, so that the play button runs it without a question. The lines are short because the
 * editor has half the width of the window.
 */
const tabs = (today: string) => [
  {
    query: `# Press the play button, or Ctrl-Enter.
query Invoices {
  invoices(first: 10) {
    totalCount
    nodes {
      id
      invoiceNumber
      mushakNumber
      status
      buyer { name }
      grandTotal { formattedAmount }
    }
  }
}
`,
  },
  {
    query: `# Creates a draft. The next tab needs its id.
mutation CreateInvoice {
  createInvoice(
    input: {
      vendorId: "vendor-1"
      customerId: "customer-1"
      customerName: "Padma Traders"
      customerAddress: "12 Motijheel, Dhaka"
      invoiceDate: "${today}"
      dueDate: "${today}"
      lineItems: [
        {
          description: "Cement, 50 kg bag"
          unit: "bag"
          quantity: "10"
          unitPrice: "1000.00"
        }
      ]
    }
  ) {
    id
    invoiceNumber
    status
    vatAmount { formattedAmount }
    grandTotal { formattedAmount }
  }
}
`,
  },
  {
    query: `# Issues the invoice with a Mushak number.
mutation ApproveInvoice {
  approveInvoice(id: "paste the id of a draft") {
    id
    status
    mushakNumber
    issuedAt
    warnings { message }
  }
}
`,
  },
]

const headersWithoutToken = JSON.stringify(
  { Authorization: 'Bearer <paste the token that npm run dev printed>' },
  null,
  2,
)
const placeholder = '__HEADERS__'

/**
 * A link to the page may contain a token as `#token=...`, which a browser never sends to a server. The page
 * puts it in the headers of every tab and replaces those of the last visit. Without a token the headers
 * contain a hint.
 */
const headersOption = (today: string) => `...(() => {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  const initialHeaders = token ? JSON.stringify({ Authorization: 'Bearer ' + token }, null, 2) : undefined
  const headers = initialHeaders ?? ${JSON.stringify(headersWithoutToken)}
  const defaultTabs = ${JSON.stringify(tabs(today))}.map((tab) => ({ ...tab, headers }))
  return { headers, initialHeaders, defaultTabs }
})()`

/** GraphiQL moves the first tab that is pressed when it starts with several, and loses the click. */
const steadyTabs = '<style>.graphiql-tab { transform: none !important }</style>'

/** Whether it is a browser that opens the endpoint itself. */
export const wantsPage = ({ headers }: APIGatewayProxyEvent): boolean =>
  headers.accept?.toLowerCase().includes('text/html') ?? false

type Page = { policy: string; body: string }

let page: Promise<Page> | undefined

/**
 * The response with the GraphiQL page, which loads nothing from the network. It has 9 MB, so it is rendered
 * at the first request only, and compressed because a response may have 6 MB.
 */
export const graphiqlPage = async (): Promise<APIGatewayProxyResult> => {
  page ??= renderPage()
  const { policy, body } = await page
  return {
    statusCode: 200,
    headers: {
      ...securityHeaders,
      'Content-Security-Policy': policy,
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Encoding': 'gzip',
    },
    body,
    isBase64Encoded: true,
  }
}

/**
 * The page may run its own script and the workers that this starts, style itself, and call this server. Its
 * editor writes its styles while it runs, so no hash could name them.
 */
const policyOf = (html: string): string => {
  const hashes = scriptsIn(html).map(
    (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  )
  return [
    "default-src 'none'",
    `script-src ${hashes.join(' ')}`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'font-src data:',
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** The texts of the script elements. A browser ends each at the first end tag, whatever is before it. */
const scriptsIn = (html: string): string[] => {
  const scripts: string[] = []
  for (let at = html.indexOf('<script'); at >= 0; ) {
    const from = html.indexOf('>', at) + 1
    const end = html.indexOf('</script>', from)
    if (end < 0) break
    scripts.push(html.slice(from, end))
    at = html.indexOf('<script', end)
  }
  return scripts
}

const renderPage = async (): Promise<Page> => {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const rendered = renderGraphiQL({ title: 'Finance', shouldPersistHeaders: false, headers: placeholder })
  const html = rendered
    .replace('</head>', `${steadyTabs}</head>`)
    .replace(`"headers":"${placeholder}"`, () => headersOption(dhakaDate(new Date().toISOString())))
  const compressed = await promisify(gzip)(html, { level: 1 })
  return { policy: policyOf(html), body: compressed.toString('base64') }
}
