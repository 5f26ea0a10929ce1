import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'

const query = `# Ctrl-Enter runs the operation under the cursor.
query Invoices {
  invoices(first: 10) {
    totalCount
    nodes { id invoiceNumber mushakNumber status grandTotal { formattedAmount } }
  }
}

mutation CreateInvoice {
  createInvoice(
    input: {
      vendorId: "vendor-1"
      customerId: "customer-1"
      customerName: "Padma Traders"
      customerAddress: "12 Motijheel, Dhaka"
      invoiceDate: "2026-11-01"
      dueDate: "2026-12-01"
      lineItems: [{ description: "Cement, 50 kg bag", unit: "bag", quantity: "10", unitPrice: "1000.00" }]
    }
  ) {
    id
    invoiceNumber
    status
    vatAmount { formattedAmount }
    grandTotal { formattedAmount }
  }
}
`

const headers = JSON.stringify({ Authorization: 'Bearer <paste the token that npm run dev printed>' }, null, 2)
const placeholder = '__HEADERS__'

/**
 * A link to the page may carry a token as `#token=...`, which a browser never sends to a server; the page puts it into its
 * headers tab, before whatever the tab held at the last visit. Without one the tab says what belongs there.
 */
const headersOption = `...(() => {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  const initialHeaders = token ? JSON.stringify({ Authorization: 'Bearer ' + token }, null, 2) : undefined
  return { headers: ${JSON.stringify(headers)}, initialHeaders }
})()`

/** A browser that opens the endpoint itself. */
export const asksForPage = ({ httpMethod, headers }: APIGatewayProxyEvent): boolean =>
  httpMethod === 'GET' && (headers.accept?.includes('text/html') ?? false)

let page: Promise<string> | undefined

/** Needs nothing from the network. Nine megabytes, so loaded on the first look at it, and packed because an answer may have six. */
export const graphiqlPage = async (): Promise<APIGatewayProxyResult> => {
  page ??= rendered()
  return {
    statusCode: 200,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Encoding': 'gzip', 'Cache-Control': 'no-store' },
    body: await page,
    isBase64Encoded: true,
  }
}

const rendered = async (): Promise<string> => {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const html = renderGraphiQL({ title: 'Finance', defaultQuery: query, shouldPersistHeaders: false, headers: placeholder })
  const packed = await promisify(gzip)(
    html.replace(`"headers":"${placeholder}"`, () => headersOption),
    { level: 1 },
  )
  return packed.toString('base64')
}
