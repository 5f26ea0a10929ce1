import { restartLimit } from '../child-process/restart-limit.ts'
import { howItEnded, type StartingChild } from './child.ts'

type Options<Ready> = {
  first: StartingChild<Ready>
  startNext(): StartingChild<Ready>
  log(line: string): void
}

const startsOnChange = 'It starts again when a source file changes.'

/**
 * The host, which `replace` stops before it starts the next one, because both use the same port. A host that
 * a signal ended is replaced at once, but not for ever: the system may have ended it for its memory. A host
 * that does not start, or that ends with an exit code, has faulty code, and only `replace` starts another
 * one.
 */
export const replaceableHost = <Ready>({ first, startNext, log }: Options<Ready>) => {
  let host = first
  let exitExpected = false
  let replacements = Promise.resolve()
  const limit = restartLimit()

  const startAnother = async (reason: string, done: string): Promise<void> => {
    log(reason)
    exitExpected = true
    await host.stop()
    host = startNext()
    try {
      await host.ready
      exitExpected = false
      handleExit(host)
      log(done)
    } catch (error) {
      log(`${error instanceof Error ? error.message : error}. ${startsOnChange}`)
    }
  }

  const handleExit = (child: StartingChild<Ready>): void =>
    void child.exited.then((exit) => {
      if (exitExpected) return
      const ended = `The service ended by itself (${howItEnded(exit)})`
      if (typeof exit === 'string' && limit.take())
        replacements = replacements.then(() => startAnother(`${ended} and is started again`, 'Started again'))
      else log(`${ended}. ${startsOnChange}`)
    })

  handleExit(first)
  return {
    /** Replaces the host after the replacements that are under way. `begins` is called when it begins. */
    replace(begins: () => void, reason: string): void {
      replacements = replacements.then(() => {
        begins()
        return startAnother(reason, 'Reloaded')
      })
    },
    async stop(): Promise<void> {
      exitExpected = true
      await host.stop()
      await replacements
      await host.stop()
    },
  }
}
