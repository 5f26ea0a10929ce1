import { expect, test } from '@jest/globals'
import { addExternalImports, type ExternalImports } from './external-imports.ts'

test('names, defaults and the used members of a namespace count; types, own modules and the SDK do not', async () => {
  const source = `
    import middy from '@middy/core'
    import { jsonEvent as event, type Position, START } from '@eventstore/db-client'
    import * as z from 'zod'
    import 'side-effect'
    import type { Sql } from 'postgres'
    import { readFileSync } from 'node:fs'
    import { own } from './own.ts'
    import { LambdaClient } from '@aws-sdk/client-lambda'
    export const all = [middy, event, START, z.string(), z.object({}), readFileSync, own, LambdaClient]
    export const position: Position | Sql | undefined = undefined
  `
  const imports: ExternalImports = new Map()
  await addExternalImports(source, imports)
  expect(Object.fromEntries([...imports].map(([from, names]) => [from, [...names]]))).toEqual({
    '@middy/core': ['default'],
    '@eventstore/db-client': ['jsonEvent', 'START'],
    zod: ['string', 'object'],
    'side-effect': [],
  })
})
