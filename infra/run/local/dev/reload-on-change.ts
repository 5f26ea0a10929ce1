import type { StartingChild } from './child.ts'
import { watchSources } from './watch-sources.ts'

type Options<Ready> = {
  root: string
  first: StartingChild<Ready>
  startNext(): StartingChild<Ready>
  log(line: string): void
}

/**
 * Replaces the host by a new one when a source file changes. The old one is stopped first, because both use
 * the same port. After a host that does not start, or that ends by itself, the next change starts another
 * one.
 */
export const reloadOnChange = <Ready>({
  root,
  first,
  startNext,
  log,
}: Options<Ready>): { stop(): Promise<void> } => {
  let host = first
  let exitExpected = false
  let reloads = Promise.resolve()
  let isReloadQueued = false

  const reportExit = (child: StartingChild<Ready>): void =>
    void child.exited.then((code) => {
      if (!exitExpected)
        log(`The service ended with exit code ${code}. It starts again when a source file changes.`)
    })

  const reload = async (file: string): Promise<void> => {
    isReloadQueued = false
    log(`Reloading, because ${file} changed`)
    exitExpected = true
    await host.stop()
    host = startNext()
    try {
      await host.ready
      exitExpected = false
      reportExit(host)
      log('Reloaded')
    } catch (error) {
      log(`${error instanceof Error ? error.message : error}. It starts again when a source file changes.`)
    }
  }

  const sources = watchSources(root, {
    changed: (file) => {
      // The queued reload will also load this change.
      if (isReloadQueued) return
      isReloadQueued = true
      reloads = reloads.then(() => reload(file))
    },
    failed: ({ message }) => log(`Source files are not watched any more, so nothing reloads: ${message}`),
  })
  reportExit(first)

  return {
    stop: async () => {
      exitExpected = true
      sources.stop()
      await host.stop()
      await reloads
      await host.stop()
    },
  }
}
