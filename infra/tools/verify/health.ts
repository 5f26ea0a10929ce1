import { failed, notChecked, ok, type ReportItem } from './item.ts'
import { describe, type Reply, send } from './request.ts'

type HealthItem = { status?: string; message?: string } & Record<string, unknown>

/** The items of /health/ready that a service may have. What is not configured is not reported by it. */
const services = ['database', 'eventstore', 'kafka', 'cache']

/** Checks the process, each of its stores and the migrations. */
export const checkHealth = async (url: string, report: ReportItem): Promise<void> => {
  const live = await send(`${url}/health/live`)
  report(live.status === 200 ? ok('live', 'the process responds') : failed('live', describe(live)))
  const ready = await send(`${url}/health/ready`)
  const details = detailsOf(ready)
  if (!details) {
    report(failed('ready', describe(ready)))
    for (const name of [...services, 'migrations']) report(notChecked(name, 'the service sent no report'))
    return
  }
  report(ready.status === 200 ? ok('ready', 'it takes requests') : failed('ready', `HTTP ${ready.status}`))
  const names = [...new Set([...services, ...Object.keys(details)])]
  for (const name of names) report(itemOf(name, details[name]))
}

const detailsOf = ({ json }: Reply): Record<string, HealthItem> | undefined => {
  const details = (json as { details?: unknown } | undefined)?.details
  return typeof details === 'object' && details !== null ? (details as Record<string, HealthItem>) : undefined
}

const itemOf = (name: string, item: HealthItem | undefined) => {
  if (!item) return notChecked(name, 'the service does not report it: it is not configured')
  const { status, message, ...facts } = item
  if (status !== 'up') return failed(name, message ?? 'is down')
  if (name === 'projection') return projectionItem(facts)
  return ok(name, name === 'migrations' ? 'none is pending' : 'up')
}

const projectionItem = ({ setAsideStreams, oldestSetAsideAt }: Record<string, unknown>) => {
  if (typeof setAsideStreams !== 'number')
    return notChecked('projection', 'the number of streams is not known')
  return setAsideStreams === 0
    ? ok('projection', 'no stream is set aside')
    : failed('projection', `${setAsideStreams} streams are set aside since ${oldestSetAsideAt}`)
}
