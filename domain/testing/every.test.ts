import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@jest/globals'
import fc from 'fast-check'

/**
 * All tests of the domain as one file, for the mutation run alone: a mutant then loads the modules once (0.5
 * s), not once for each test file (2 s). A file that does not load is a failed test; otherwise the mutation
 * runner would count its mutant as an error and leave it out of the score.
 */
// That a property fails is enough: most of the time would go into the search for the smallest example.
fc.configureGlobal({ endOnFailure: true })

const domain = join(import.meta.dirname, '..')
for (const name of readdirSync(domain, { recursive: true, encoding: 'utf8' }).toSorted()) {
  if (!name.endsWith('.unit.test.ts')) continue
  try {
    await import(join(domain, name))
  } catch (error) {
    test(`${name} loads`, () => {
      throw error
    })
    break
  }
}
