import { BackupError } from './format/backup-error.ts'
import { type BackedUpEvent, decodeEvent } from './format/event-line.ts'
import { readLines } from './format/line-file.ts'
import type { Manifest } from './format/manifest.ts'

/** An event of a backup and what its line takes. */
export type ReadEvent = BackedUpEvent & { bytes: number }

/**
 * Yields the events of a backup in the order of `$all`, without the first `skip`.
 * @throws BACKUP_DAMAGED when a line is not an event; it names the file and the line
 */
export async function* readBackedUpEvents(
  folder: string,
  { eventFiles }: Manifest,
  skip = 0,
): AsyncGenerator<ReadEvent> {
  let passed = 0
  for (const file of eventFiles) {
    if (passed + file.lines <= skip) {
      passed += file.lines
      continue
    }
    let line = 0
    for await (const lines of readLines(folder, file))
      for (const text of lines) {
        line++
        if (++passed > skip)
          yield { ...decode(text, `${file.name}, line ${line}`), bytes: Buffer.byteLength(text) }
      }
  }
}

const decode = (text: string, place: string): BackedUpEvent => {
  try {
    return decodeEvent(text)
  } catch (cause) {
    throw new BackupError('BACKUP_DAMAGED', `${place} is not an event. Use another backup`, cause)
  }
}

/** Events that one append may contain: EventStoreDB accepts 1 MiB, and an event alone always fits. */
const appendLimits = { events: 500, bytes: 512 * 1024 }

/** Joins events that follow each other in one stream, in as few groups as an append permits. */
export async function* inAppends(
  events: AsyncIterable<ReadEvent>,
): AsyncGenerator<[ReadEvent, ...ReadEvent[]]> {
  let group: ReadEvent[] = []
  let bytes = 0
  for await (const event of events) {
    const last = group.at(-1)
    const follows = last?.stream === event.stream && last.revision + 1 === event.revision
    const fits = group.length < appendLimits.events && bytes + event.bytes <= appendLimits.bytes
    if (last && !(follows && fits)) {
      yield group as [ReadEvent, ...ReadEvent[]]
      group = []
      bytes = 0
    }
    group.push(event)
    bytes += event.bytes
  }
  if (group.length > 0) yield group as [ReadEvent, ...ReadEvent[]]
}
