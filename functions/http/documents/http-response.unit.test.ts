import { expect, test } from '@jest/globals'
import type { APIGatewayProxyEvent } from 'aws-lambda'
import { encodeResult } from '../../../infra/lambda/payload.ts'
import { documentResponse } from './http-response.ts'

const event = { headers: {}, requestContext: { requestId: 'r-1' } } as unknown as APIGatewayProxyEvent
const responseOf = (bytes: number) =>
  documentResponse(event, { fileName: `${'n'.repeat(200)}.pdf`, pdf: Buffer.alloc(bytes) })

const maxBytes = 4_706_304

test('the largest document fits in the result of a function, and a larger one is refused', () => {
  expect(encodeResult('documents', responseOf(maxBytes)).length).toBeGreaterThan(6_275_072)
  expect(() => responseOf(maxBytes + 1)).toThrow(`The PDF has ${maxBytes + 1} bytes`)
})
