/** What a developer needs next. The token stands behind # in the link, which a browser never sends to a server. */
export const banner = (url: string, token: string, seconds: string): string => `
  The finance service is running (ready in ${seconds} s). Ctrl-C stops it; the data stays.

  GraphiQL   ${url}/graphql#token=${token}
  Endpoint   ${url}/graphql
  Health     ${url}/health/ready

  Token      ${token}
             (tenant acme, role admin, twelve hours; another one: npm run --silent token -- --tenant bengal --role accountant)

  Next       open the GraphiQL link and press the play button, or ask for the newest invoices:

  curl -s ${url}/graphql -H 'content-type: application/json' -H "authorization: Bearer $(npm run --silent token -- --tenant acme --role admin)" \\
    -d '{"query":"{ invoices(first: 5) { totalCount nodes { invoiceNumber mushakNumber status grandTotal { formattedAmount } } } }"}'

`
