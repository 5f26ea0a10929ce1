import type { RecordedEvent } from '../event.ts'
import { type EventReference, loadEventsAt } from '../storage/load-pages.ts'
import { firstVisibleRevision, oldestVisibleMs } from '../stream-metadata.ts'
import { isMissing } from './read-stream.ts'
import { loadStreamInfo, queryEvents, type Source, type StreamInfo } from './source.ts'

/**
 * With `link`, the event was found through that link; `event` is undefined when it cannot be read any more.
 */
export type ResolvedEvent = { event: RecordedEvent | undefined; link: RecordedEvent | undefined }

const linkType = '$>'
/** Each linked event may have a megabyte, however small the links are. */
const linksAtOnce = 16

/** Yields the events and, if `resolves` is true, in place of each link the event that it points to. */
export async function* resolveLinks(
  source: Source,
  events: readonly RecordedEvent[],
  resolves: boolean,
): AsyncGenerator<ResolvedEvent> {
  if (!resolves || !events.some(({ type }) => type === linkType)) {
    for (const event of events) yield { event, link: undefined }
    return
  }
  for (let first = 0; first < events.length; first += linksAtOnce)
    yield* await resolveSome(source, events.slice(first, first + linksAtOnce))
}

const resolveSome = async (source: Source, events: readonly RecordedEvent[]): Promise<ResolvedEvent[]> => {
  const targets = events.map(targetOf)
  const wanted = targets.filter((target) => typeof target === 'object')
  const infos = new Map<string, StreamInfo>()
  for (const { stream } of wanted)
    if (!infos.has(stream)) infos.set(stream, await loadStreamInfo(source, stream))
  const found = new Map<string, RecordedEvent>()
  if (wanted.length > 0)
    for (const event of await queryEvents(() => loadEventsAt(source.sql, wanted)))
      if (isVisible(event, infos.get(event.stream))) found.set(keyOf(event), event)
  return events.map((event, index) => {
    const target = targets[index]
    if (target === 'none') return { event, link: undefined }
    return { event: typeof target === 'object' ? found.get(keyOf(target)) : undefined, link: event }
  })
}

const keyOf = ({ stream, revision }: EventReference): string => `${revision}@${stream}`

/**
 * What an event points to, by `revision@stream`. As in EventStoreDB, an event whose revision is not a number
 * is no link ('none'), and a link with any other fault leads nowhere.
 */
const targetOf = ({ type, data }: RecordedEvent): EventReference | 'none' | 'nowhere' => {
  if (type !== linkType) return 'none'
  const text = Buffer.from(data).toString('utf8')
  const separator = text.indexOf('@')
  const number = separator < 0 ? text : text.slice(0, separator)
  if (!/^\s*[+-]?\d{1,19}\s*$/.test(number)) return 'none'
  const revision = Number(number)
  const stream = separator < 0 ? '' : text.slice(separator + 1)
  const canExist = Number.isSafeInteger(revision) && revision >= 0 && stream !== '' && !stream.includes('\0')
  return canExist ? { stream, revision } : 'nowhere'
}

const isVisible = (event: RecordedEvent, info: StreamInfo | undefined): boolean =>
  info !== undefined &&
  !info.tombstoned &&
  !isMissing(info) &&
  event.revision >= firstVisibleRevision(info.metadata, info.lastRevision) &&
  event.createdMs >= oldestVisibleMs(info.metadata)
