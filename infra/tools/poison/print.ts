import type { EventShown, Mark, Retried, SkipReport } from './reports.ts'

/** A mark in one line: a message may have line breaks. */
export const markLine = ({ stream, version, revision, setAsideAt, error }: Mark): string =>
  `${setAsideAt}  v${version}  ${stream}  revision ${revision}  ${error.replaceAll(/\s+/g, ' ')}`

/** A mark in several lines, for `show`. */
export const markLines = (mark: Mark & { record: EventShown }): string[] => [
  `stream     ${mark.stream}`,
  `version    ${mark.version}`,
  `set aside  ${mark.setAsideAt}, at revision ${mark.revision}`,
  `error      ${mark.error}`,
  `position   ${positionText(mark)}`,
  `record     ${eventText(mark.record)}`,
  ...contentLines(mark.record),
]

const positionText = ({ position }: Mark): string =>
  position ? `${position.partition}, offset ${position.offset}` : 'read from the event store'

/** An event of the store in a line, and its content if that was asked for. */
export const eventLines = (event: EventShown): string[] => [
  `event      ${eventText(event)}`,
  ...contentLines(event),
]

const eventText = ({ revision, type, schemaVersion, created, problem, skipped }: EventShown): string =>
  [
    ...(revision === undefined
      ? []
      : [`revision ${revision}  ${type} of version ${schemaVersion}  ${created}`]),
    problem === null ? 'can be read' : `cannot be read: ${problem}`,
    ...(skipped ? [`skipped by ${skipped.by} at ${skipped.at}: ${skipped.reason}`] : []),
  ].join('  ')

const contentLines = ({ decoded, raw }: EventShown): string[] => [
  ...(decoded === undefined ? [] : [`  decoded  ${JSON.stringify(decoded)}`]),
  ...(raw === undefined ? [] : [`  raw      ${typeof raw === 'string' ? raw : JSON.stringify(raw)}`]),
]

export const retriedLine = ({ stream, version, outcome, revision, error }: Retried): string =>
  [
    `${outcome}  v${version}  ${stream}`,
    ...(revision === undefined ? [] : [`revision ${revision}`]),
    ...(error === undefined ? [] : [error.replaceAll(/\s+/g, ' ')]),
  ].join('  ')

/** Names the revisions where the command of the event had appended others with it. */
export const skipLine = ({ outcome, revisions = [] }: SkipReport): string =>
  revisions.length > 1 ? `skip ${outcome}  revisions ${revisions.join(', ')}` : `skip ${outcome}`
