import { TestEnvironment } from 'jest-environment-node'

/**
 * The environment of the mutation run: after the first failed test it skips the others of the file. One
 * failure is enough to know that a mutant is noticed, and all tests are one file there, in which Jest's own
 * `bail` does not stop.
 */
export default class StopAtFirstFailure extends TestEnvironment {
  #failed = false

  handleTestEvent(event: { name: string; test?: { mode?: string | null } }): void {
    if (event.name === 'test_fn_failure' || event.name === 'hook_failure') this.#failed = true
    if (event.name === 'test_start' && this.#failed && event.test) event.test.mode = 'skip'
  }
}
