import { describe, expect, test } from '@jest/globals'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import type { APIGatewayProxyEvent } from 'aws-lambda'
import { requireReadableBody, unreadableBody } from './json-body.ts'

type Sent = { headers?: Record<string, string>; body?: string | null }
const eventOf = ({ headers = {}, body = null }: Sent) =>
  ({ headers, body }) as unknown as APIGatewayProxyEvent

const errorOf = (run: () => unknown): unknown => {
  try {
    return run()
  } catch (error) {
    return error
  }
}

const check = (sent: Sent) => errorOf(() => requireReadableBody(eventOf(sent), { maxCharacters: 10 }))

describe('before it is read, a body', () => {
  test.each(['gzip', 'GZIP', 'br', 'identity, deflate'])('in %s is refused by its name', (coding) => {
    expect(check({ headers: { 'content-encoding': coding }, body: 'x' })).toMatchObject({
      status: 415,
      details: {
        ...{ code: 'INVALID_INPUT', path: 'Content-Encoding' },
        message: `Content-Encoding: send the body uncompressed, not as ${coding}`,
      },
    })
  })

  test('may have as many characters as are allowed, and no more', () => {
    expect(check({ headers: { 'content-encoding': 'identity' }, body: 'x'.repeat(10) })).toBeUndefined()
    expect(check({})).toBeUndefined()
    expect(check({ body: 'x'.repeat(11) })).toMatchObject({
      status: 413,
      details: { code: 'INVALID_INPUT', message: 'The body has more than 10 characters' },
    })
  })
})

/** What the parser throws for a request. */
const parse = async (body: string, contentType?: string): Promise<unknown> => {
  const headers: Record<string, string> = contentType === undefined ? {} : { 'content-type': contentType }
  const { before } = httpJsonBodyParser({ reviver: (_, value) => value })
  return before?.({ event: eventOf({ headers, body }) } as never).catch((error: unknown) => error)
}

describe('of a body that the parser could not read', () => {
  test.each([
    ['text/plain', 'Content-Type: send application/json, not text/plain'],
    [undefined, 'Content-Type: send application/json, not a body without a type'],
    ['', 'Content-Type: send application/json, not a body without a type'],
  ])('with the type %p the header is wrong', async (contentType, message) => {
    expect(unreadableBody(await parse('{}', contentType))).toMatchObject({
      status: 415,
      details: { code: 'INVALID_INPUT', path: 'Content-Type', message },
    })
  })

  test('a part is quoted, unless it is secret', async () => {
    const thrown = await parse('{"token":hush', 'application/json')
    expect(unreadableBody(thrown)).toMatchObject({
      status: 400,
      details: { code: 'INVALID_INPUT', message: expect.stringMatching(/^The body is not JSON: .*hush/) },
    })
    expect(unreadableBody(thrown, { isSecret: true })).toMatchObject({
      status: 400,
      details: { code: 'INVALID_INPUT', message: 'The body is not JSON' },
    })
  })

  test('the depth is named when it is too deep', async () => {
    const thrown = await parse('['.repeat(200_000) + ']'.repeat(200_000), 'application/json')
    expect(unreadableBody(thrown)?.message).toBe('The body is nested too deeply to be read')
  })

  test.each([[new Error('other')], [Object.assign(new Error('no cause'), { statusCode: 415 })], ['x']])(
    'nothing is said in another error: %p',
    (thrown) => {
      expect(unreadableBody(thrown)).toBeUndefined()
    },
  )
})
