import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { dhakaDate } from '../../../domain/calendar/dhaka.ts'

/** One operation a tab, so that the play button runs it without asking which. Short lines: the editor is half a window wide. */
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
    query: `# Makes a draft. The next tab takes its id.
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
    query: `# Issues it, with a Mushak number.
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

const withoutToken = JSON.stringify(
  { Authorization: 'Bearer <paste the token that npm run dev printed>' },
  null,
  2,
)
const placeholder = '__HEADERS__'

/**
 * A link to the page may carry a token as `#token=...`, which a browser never sends to a server; the page puts it into the
 * headers of every tab, before whatever they held at the last visit. Without one they say what belongs there.
 */
const headersOption = (today: string) => `...(() => {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  const initialHeaders = token ? JSON.stringify({ Authorization: 'Bearer ' + token }, null, 2) : undefined
  const headers = initialHeaders ?? ${JSON.stringify(withoutToken)}
  return { headers, initialHeaders, defaultTabs: ${JSON.stringify(tabs(today))}.map((tab) => ({ ...tab, headers })) }
})()`

/** Of several tabs at the start, GraphiQL lets the one that is pressed first jump aside, and the click is lost. */
const steadyTabs = '<style>.graphiql-tab { transform: none !important }</style>'

/** A browser that opens the endpoint itself. */
export const asksForPage = ({ httpMethod, headers }: APIGatewayProxyEvent): boolean =>
  httpMethod === 'GET' && (headers.accept?.includes('text/html') ?? false)

let page: Promise<string> | undefined

/** Needs nothing from the network. Nine megabytes, so loaded on the first look at it, and packed because an answer may have six. */
export const graphiqlPage = async (): Promise<APIGatewayProxyResult> => {
  page ??= rendered()
  return {
    statusCode: 200,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Encoding': 'gzip',
      'Cache-Control': 'no-store',
    },
    body: await page,
    isBase64Encoded: true,
  }
}

const rendered = async (): Promise<string> => {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const html = renderGraphiQL({ title: 'Finance', shouldPersistHeaders: false, headers: placeholder })
  const packed = await promisify(gzip)(
    html
      .replace('</head>', `${steadyTabs}</head>`)
      .replace(`"headers":"${placeholder}"`, () => headersOption(dhakaDate(new Date().toISOString()))),
    { level: 1 },
  )
  return packed.toString('base64')
}
