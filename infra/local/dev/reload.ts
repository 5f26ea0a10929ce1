import { watch } from 'node:fs'
import { join } from 'node:path'

const watched = ['domain', 'functions', 'infra', 'migrations', 'serverless.yml']
const settleMs = 150

/** Calls `changed` once things have settled after a source file changed. Tests and what only this supervisor runs do not count. */
export const onChange = (root: string, changed: (file: string) => void): { stop(): void } => {
  let timer: NodeJS.Timeout | undefined
  const watchers = watched.map((name) =>
    watch(join(root, name), { recursive: true }, (_, file) => {
      const path = file && name !== 'serverless.yml' ? join(name, file) : name
      if (!/\.(ts|graphql|sql|yml)$/.test(path) || /\.test\.ts$|^infra\/(local|bench)\//.test(path)) return
      clearTimeout(timer)
      timer = setTimeout(() => changed(path), settleMs)
    }),
  )
  return {
    stop: () => {
      clearTimeout(timer)
      for (const watcher of watchers) watcher.close()
    },
  }
}
