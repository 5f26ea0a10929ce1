type Running = {
  url: string
  token: string
  /** From the start until the service answered. */
  seconds: string
  /** Where DATA_DIR was given: other commands have to be given it too. */
  dataDir: string | undefined
}

const quoted = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/** What a developer needs next. The token stands behind # in the link, which a browser never sends to a server. */
export const banner = ({ url, token, seconds, dataDir }: Running): string => {
  const npmRun = `${dataDir ? `DATA_DIR=${quoted(dataDir)} ` : ''}npm run --silent token --`
  return `
  The finance service is running (ready in ${seconds} s). Ctrl-C stops it; the data stays.

  GraphiQL   ${url}/graphql#token=${token}
  Endpoint   ${url}/graphql
  Health     ${url}/health/ready

  Token      ${token}
             (tenant acme, role admin, twelve hours; another one: ${npmRun} --tenant bengal --role accountant)

  Next       open the GraphiQL link and press the play button, or ask for the newest invoices:

  curl -s ${url}/graphql -H 'content-type: application/json' -H "authorization: Bearer $(${npmRun} --tenant acme --role admin)" \\
    -d '{"query":"{ invoices(first: 5) { totalCount nodes { invoiceNumber mushakNumber status grandTotal { formattedAmount } } } }"}'

`
}
