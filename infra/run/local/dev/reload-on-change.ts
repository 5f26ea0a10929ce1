import type { StartingChild } from './child.ts'
import { replaceableHost } from './replaceable-host.ts'
import { watchSources } from './watch-sources.ts'

type Options<Ready> = {
  root: string
  first: StartingChild<Ready>
  startNext(): StartingChild<Ready>
  log(line: string): void
}

/** Replaces the host by a new one when a source file changes. */
export const reloadOnChange = <Ready>({
  root,
  first,
  startNext,
  log,
}: Options<Ready>): { stop(): Promise<void> } => {
  const host = replaceableHost({ first, startNext, log })
  let isReloadQueued = false
  const beginReload = () => {
    isReloadQueued = false
  }
  const sources = watchSources(root, {
    changed: (file) => {
      // The queued reload will also load this change.
      if (isReloadQueued) return
      isReloadQueued = true
      host.replace(beginReload, `Reloading, because ${file} changed`)
    },
    failed: ({ message }) => log(`Source files are not watched any more, so nothing reloads: ${message}`),
  })
  return {
    stop: async () => {
      sources.stop()
      await host.stop()
    },
  }
}
