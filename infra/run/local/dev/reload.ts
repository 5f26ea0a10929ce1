import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'

const watched = ['domain', 'functions', 'infra', 'migrations']
const manifest = 'serverless.yml'
const settleMs = 150

/** Tests and what the service never loads do not count. */
const concerns = (path: string): boolean =>
  /\.(ts|graphql|sql|yml)$/.test(path) &&
  !/\.test\.ts$|(^|\/)testing\/|^infra\/(tools|run\/local)\//.test(path)

export type Watch = {
  /** Once things have settled after a source file changed. */
  changed(file: string): void
  /** The system does not tell of changes any more; what runs goes on. */
  failed(error: Error): void
}

/** Watches the sources below `root` until stopped. */
export const onChange = (root: string, { changed, failed }: Watch): { stop(): void } => {
  let timer: NodeJS.Timeout | undefined
  const noticed = (path: string): void => {
    if (!concerns(path)) return
    clearTimeout(timer)
    timer = setTimeout(() => changed(path), settleMs)
  }
  const watchers: FSWatcher[] = []
  const stop = (): void => {
    clearTimeout(timer)
    for (const watcher of watchers.splice(0)) watcher.close()
  }
  const giveUp = (error: Error): void => {
    if (watchers.length === 0) return
    stop()
    failed(error)
  }
  // The folder and not the file: an editor that saves by renaming puts another file in its place.
  watchers.push(watch(root, (_, file) => file === manifest && noticed(manifest)))
  for (const folder of watched)
    watchers.push(
      watch(join(root, folder), { recursive: true }, (_, file) => file && noticed(join(folder, file))),
    )
  for (const watcher of watchers) watcher.on('error', giveUp)
  return { stop }
}
