import { expect, test } from '@jest/globals'
import { allowedOrigin } from './allowed-origin.ts'

const two = 'https://erp.example, https://desk.example'

test.each([
  [two, 'https://desk.example', 'https://desk.example'],
  [two, 'https://evil.example', undefined],
  [two, 'https://erp.example.evil', undefined],
  [two, undefined, undefined],
  ['*', 'https://anybody.example', '*'],
  ['*', undefined, '*'],
  ['none', 'https://anybody.example', undefined],
  ['none', 'null', undefined],
])('the list %p gives the origin %p the header %p', (list, origin, allowed) =>
  expect(allowedOrigin(list, origin)).toBe(allowed),
)
