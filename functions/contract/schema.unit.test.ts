import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { warningMessages } from '../../domain/invoice/draft/warnings.ts'
import { paymentWarningMessages } from '../../domain/invoice/payments/payment-warnings.ts'
import { operationRequirements } from '../../infra/auth/permissions.ts'
import { functionKey, readContract, rootFields } from './schema.ts'

const contract = readContract(import.meta.dirname)
const queries = rootFields(contract, 'Query')
const mutations = rootFields(contract, 'Mutation')

const foldersOn = (shelf: string): string[] =>
  readdirSync(join(import.meta.dirname, '..', shelf), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()

describe.each([
  ['queries', queries],
  ['commands', mutations],
])('functions/%s', (shelf, fields) => {
  test('has one folder for each root field', () => {
    expect(foldersOn(shelf)).toEqual(fields.map(functionKey).sort())
  })
})

test('every root field has its row in the table of permissions, and the table has no other', () => {
  expect(Object.keys(operationRequirements).sort()).toEqual(
    [...queries, ...mutations, '_entities', '_service'].sort(),
  )
})

test('the description of a warning names each code of a warning', () => {
  const warning = contract.definitions.find((type) => 'name' in type && type.name?.value === 'Warning')
  const description = warning && 'description' in warning ? (warning.description?.value ?? '') : ''
  const codes = Object.keys({ ...warningMessages, ...paymentWarningMessages })

  expect(codes.filter((code) => !description.includes(code))).toEqual([])
})
