import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'

const sourceFolders = ['domain', 'functions', 'infra', 'migrations']
const manifest = 'serverless.yml'
/** An editor or a checkout writes several files in a row: they are one change. */
const quietMs = 150

/** False for tests and for what the service never loads. */
const isSource = (path: string): boolean =>
  /\.(ts|graphql|sql|yml)$/.test(path) &&
  !/\.test\.ts$|(^|\/)testing\/|^infra\/(tools|run\/local)\//.test(path)

export type SourceWatch = {
  /** Is called with the last changed file when no file has changed for a moment. */
  changed(file: string): void
  /** Is called when the operating system reports no changes any more. */
  failed(error: Error): void
}

/** Watches the sources below `root` until `stop`. */
export const watchSources = (root: string, { changed, failed }: SourceWatch): { stop(): void } => {
  let timer: NodeJS.Timeout | undefined
  const notice = (path: string): void => {
    if (!isSource(path)) return
    clearTimeout(timer)
    timer = setTimeout(() => changed(path), quietMs)
  }
  const watchers: FSWatcher[] = []
  const stop = (): void => {
    clearTimeout(timer)
    for (const watcher of watchers.splice(0)) watcher.close()
  }
  const fail = (error: Error): void => {
    if (watchers.length === 0) return
    stop()
    failed(error)
  }
  // The root folder and not the file: an editor that saves by renaming replaces the file, and the watch would
  // be on the old one.
  watchers.push(watch(root, (_, file) => file === manifest && notice(manifest)))
  for (const folder of sourceFolders) {
    const listener = (_: string, file: string | null) => file && notice(join(folder, file))
    watchers.push(watch(join(root, folder), { recursive: true }, listener))
  }
  for (const watcher of watchers) watcher.on('error', fail)
  return { stop }
}
