import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@jest/globals'

/**
 * Every test of the domain as one file, for the mutation run alone: a mutant then costs one load of the
 * modules (0.5 s), not one for each test file (2 s). A file that does not even load is a failed test; the
 * mutation runner would set the mutant aside as an error.
 */
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
