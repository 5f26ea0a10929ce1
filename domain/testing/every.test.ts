import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from '@jest/globals'
import fc from 'fast-check'

/**
 * All tests of the domain as one file, for the mutation run alone: a mutant then loads the modules once (0.5
 * s), not once for each test file (2 s). A file that does not load is a failed test; otherwise the mutation
 * runner would count its mutant as an error and leave it out of the score.
 */
const domain = join(import.meta.dirname, '..')
const files = readdirSync(domain, { recursive: true, encoding: 'utf8' }).toSorted()

/** The folder of the mutant that is active, which Stryker names by its id; undefined without one. */
const mutatedFolder = (): string | undefined => {
  const id = process.env.__STRYKER_ACTIVE_MUTANT__
  if (id === undefined) return undefined
  const isMutated = (name: string) => readFileSync(join(domain, name), 'utf8').includes(`_9fa48("${id}")`)
  const mutated = files.find((name) => name.endsWith('.ts') && !name.includes('.test.') && isMutated(name))
  return mutated === undefined ? undefined : dirname(mutated)
}

/** The tests beside the mutant are likely to notice it, and the run ends with the first that does. */
const folder = mutatedFolder()
const distance = (name: string): number => (dirname(name) === folder ? 0 : 1)

// That a property fails is enough: most of the time would go into the search for the smallest example.
fc.configureGlobal({ endOnFailure: true })

const tests = files.filter((name) => name.endsWith('.unit.test.ts'))
for (const name of tests.toSorted((one, other) => distance(one) - distance(other))) {
  try {
    await import(join(domain, name))
  } catch (error) {
    test(`${name} loads`, () => {
      throw error
    })
    break
  }
}
