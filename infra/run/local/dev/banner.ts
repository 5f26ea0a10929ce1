type Running = {
  url: string
  token: string
  /** From the start of the command until the service was ready. */
  startSeconds: string
  /** Where DATA_DIR is set: other commands need the same value. */
  dataDir: string | undefined
}

const shellQuoted = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

const fields = 'invoiceNumber mushakNumber status grandTotal { formattedAmount }'
const newestInvoices = `{ invoices(first: 5) { totalCount nodes { ${fields} } } }`

/** Returns what a developer needs next. A browser never sends the token after # in the link to a server. */
export const banner = ({ url, token, startSeconds, dataDir }: Running): string => {
  const tokenCommand = `${dataDir ? `DATA_DIR=${shellQuoted(dataDir)} ` : ''}npm run --silent token --`
  const adminToken = `$(${tokenCommand} --tenant acme --role admin)`
  return `
  The finance service is running (ready in ${startSeconds} s). Ctrl-C stops it and keeps the data.

  GraphiQL   ${url}/graphql#token=${token}
  Endpoint   ${url}/graphql
  Health     ${url}/health/ready

  Token      ${token}
             (tenant acme, role admin, valid for twelve hours)
  Another    ${tokenCommand} --tenant bengal --role accountant

  Next       Open the GraphiQL link and press the play button, or list the newest invoices:

  curl -s ${url}/graphql -H 'content-type: application/json' -H "authorization: Bearer ${adminToken}" \\
    -d '{"query":"${newestInvoices}"}'

`
}
