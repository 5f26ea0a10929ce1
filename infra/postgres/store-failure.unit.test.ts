import { describe, expect, test } from '@jest/globals'
import { StoreUnavailable, storeFailure } from './store-failure.ts'

const failure = (code: string) => Object.assign(new Error('as the driver says it'), { code })

describe('a failure of the store', () => {
  test.each([
    ['connection refused', 'ECONNREFUSED'],
    ['connect timeout', 'CONNECT_TIMEOUT'],
    ['connection closed', 'CONNECTION_CLOSED'],
    ['too many connections', '53300'],
    ['disk full', '53100'],
    ['shutdown', '57P01'],
    ['starting up', '57P03'],
    ['statement timeout', '57014'],
  ])('that may pass is retryable and keeps its cause: %s', (_, code) => {
    const cause = failure(code)
    expect(storeFailure(cause)).toMatchObject({ code: 'STORE_UNAVAILABLE', cause })
  })

  test.each(['23505', '42501', '42P01', '22P02', 'TENANT_NOT_FOUND'])(
    'that waiting does not mend stays as it is: %s',
    (code) => {
      const error = failure(code)
      expect(storeFailure(error)).toBe(error)
    },
  )

  test('is translated once', () => {
    const translated = new StoreUnavailable(failure('ECONNREFUSED'))
    expect(storeFailure(translated)).toBe(translated)
  })
})
