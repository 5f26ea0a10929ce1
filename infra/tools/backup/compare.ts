import { type AllEvent, readAllPages, readHead } from '../../event-store/all-events.ts'
import { readBackedUpEvents } from './backed-up-events.ts'
import { BackupError } from './format/backup-error.ts'
import { isBackedUp } from './format/event-line.ts'
import type { Manifest } from './format/manifest.ts'

type Place = { stream: string; revision: number; id: string }

/**
 * Returns how many events of the backup the event store has: 0 when it is empty, and the first ones after a
 * restore that was stopped.
 * @throws STORE_NOT_EMPTY when it has an event that is not the next one of the backup
 */
export const countRestored = async (folder: string, manifest: Manifest): Promise<number> => {
  const head = await readHead()
  if (!head) return 0
  const expected = readBackedUpEvents(folder, manifest)
  let restored = 0
  for await (const { values } of readAllPages(head, placeOf))
    for (const place of values) {
      const { value } = await expected.next()
      if (!value || !isSame(place, value)) throw notEmpty(place, restored)
      restored++
    }
  return restored
}

const placeOf = (event: AllEvent) =>
  isBackedUp(event)
    ? { value: { stream: event.streamId, revision: Number(event.revision), id: event.id }, bytes: 200 }
    : undefined

const isSame = (one: Place, other: Place): boolean =>
  one.id === other.id && one.stream === other.stream && one.revision === other.revision

const notEmpty = ({ stream, revision }: Place, restored: number): BackupError =>
  new BackupError(
    'STORE_NOT_EMPTY',
    restored === 0
      ? `The event store is not empty: it has revision ${revision} of ${stream}. Restore into an empty one`
      : `The event store has the first ${restored} events of this backup and then others, first revision ` +
          `${revision} of ${stream}: something else has written to it. Restore into an empty one`,
  )
