import { expect, test } from '@jest/globals'
import { banner } from './banner.ts'

const running = { url: 'http://localhost:3006', token: 'a.b.c', startSeconds: '1.2', dataDir: undefined }

test('the GraphiQL link has the token after #, which is not sent to the server', () => {
  expect(banner(running)).toContain('http://localhost:3006/graphql#token=a.b.c\n')
})

test('the commands repeat a DATA_DIR that was set, quoted for the shell', () => {
  expect(banner(running)).not.toContain('DATA_DIR')
  const text = banner({ ...running, dataDir: "/tmp/it's here" })
  expect(text).toContain(`DATA_DIR='/tmp/it'\\''s here' npm run --silent token -- --tenant acme`)
})

test('the curl command has a query without quotes, because it is inside a JSON string', () => {
  const [, query = ''] = /-d '\{"query":"([^"]*)"\}'/.exec(banner(running)) ?? []
  expect(query).toMatch(/^\{ invoices\(first: 5\) .*\}$/)
})
