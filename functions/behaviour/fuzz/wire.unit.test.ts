import { expect, test } from '@jest/globals'
import { parseResponses } from './wire.ts'

const parse = (text: string, methods: string[]) => {
  const { responses, unread } = parseResponses(Buffer.from(text), methods)
  return { responses: responses.map(({ status, body }) => [status, body]), unread }
}

test('reads responses one after another: with a length, in chunks, without a body, and to the end', () => {
  const text = [
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}',
    'HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n[\r\n1\r\n]\r\n0\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n',
    'HTTP/1.1 204 No Content\r\n\r\n',
    'HTTP/1.0 403 Forbidden\r\n\r\nno length',
  ].join('')
  expect(parse(text, ['POST', 'POST', 'HEAD', 'OPTIONS', 'GET'])).toEqual({
    responses: [
      [200, '{}'],
      [400, '[]'],
      [200, ''],
      [204, ''],
      [403, 'no length'],
    ],
    unread: '',
  })
})

test('a body in the response to HEAD is read too', () => {
  expect(parse('HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\n{}', ['HEAD'])).toEqual({
    responses: [[400, '{}']],
    unread: '',
  })
})

test('what is no whole response is left over', () => {
  for (const text of [
    'HTTP/1.1 200 OK\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}',
    'nonsense\r\n\r\n',
  ])
    expect(parse(text, ['POST'])).toEqual({ responses: [], unread: text })
})
