import { describe, expect, test } from '@jest/globals'
import { isConnectionLost, StoreUnavailable, storeFailure } from './store-failure.ts'

const driverError = (code: string) => Object.assign(new Error('from the driver'), { code })

describe('storeFailure', () => {
  test.each([
    ['connection refused', 'ECONNREFUSED'],
    ['connect timeout', 'CONNECT_TIMEOUT'],
    ['connection closed', 'CONNECTION_CLOSED'],
    ['too many connections', '53300'],
    ['disk full', '53100'],
    ['shutdown', '57P01'],
    ['starting up', '57P03'],
    ['statement timeout', '57014'],
    ['deadlock', '40P01'],
  ])('is StoreUnavailable with the cause for an error that may pass: %s', (_, code) => {
    const cause = driverError(code)
    expect(storeFailure(cause)).toMatchObject({ code: 'STORE_UNAVAILABLE', cause })
  })

  test.each(['23505', '42501', '42P01', '22P02', 'TENANT_NOT_FOUND'])(
    'returns an error that does not pass unchanged: %s',
    (code) => {
      const error = driverError(code)
      expect(storeFailure(error)).toBe(error)
    },
  )

  test('does not translate an error twice', () => {
    const translated = new StoreUnavailable(driverError('ECONNREFUSED'))
    expect(storeFailure(translated)).toBe(translated)
  })
})

describe('isConnectionLost', () => {
  test.each(['ECONNRESET', 'CONNECTION_CLOSED', '08006', '57P01', '25P03', '53300'])(
    'is true for %s',
    (code) => {
      expect(isConnectionLost(driverError(code))).toBe(true)
    },
  )

  test.each(['57014', '55P03', '23505'])('is false for %s', (code) => {
    expect(isConnectionLost(driverError(code))).toBe(false)
  })
})
