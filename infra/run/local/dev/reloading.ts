import type { Starting } from './child.ts'
import { onChange } from './reload.ts'

type Options<Ready> = {
  root: string
  first: Starting<Ready>
  next(): Starting<Ready>
  log(line: string): void
}

/**
 * A new host with the changed sources takes the place of the old one, which has to give up the port first. One that does not
 * start, or ends by itself, waits for the next change.
 */
export const reloading = <Ready>({ root, first, next, log }: Options<Ready>): { stop(): Promise<void> } => {
  let host = first
  let leaving = false
  let turn = Promise.resolve()
  let queued = false

  const watchOver = (child: Starting<Ready>): void =>
    void child.exited.then((code) => {
      if (!leaving)
        log(`The service ended with exit code ${code}; it starts again when a source file changes`)
    })

  const replace = async (file: string): Promise<void> => {
    queued = false
    log(`${file} changed, reloading`)
    leaving = true
    await host.stop()
    host = next()
    try {
      await host.ready
      leaving = false
      watchOver(host)
      log('reloaded')
    } catch (error) {
      log(`${error instanceof Error ? error.message : error}; waiting for the next change`)
    }
  }

  const changes = onChange(root, {
    changed: (file) => {
      // What is saved while a reload waits for its turn is in that reload.
      if (queued) return
      queued = true
      turn = turn.then(() => replace(file))
    },
    failed: ({ message }) => log(`Changes are not noticed any more: ${message}`),
  })
  watchOver(first)

  return {
    stop: async () => {
      leaving = true
      changes.stop()
      await host.stop()
      await turn
      await host.stop()
    },
  }
}
