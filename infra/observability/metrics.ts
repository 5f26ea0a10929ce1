import type { MetricList, MetricName } from './metric-list.ts'

type NamesOf<Kind> = {
  [Name in MetricName]: MetricList[Name]['kind'] extends Kind ? Name : never
}[MetricName]
export type CounterName = NamesOf<'counter'>
export type HistogramName = NamesOf<'histogram'>
export type GaugeName = NamesOf<'gauge'>

/** The labels of a metric, of which `tenant` may be left out. */
export type LabelsOf<Name extends MetricName> = {
  [Label in Exclude<MetricList[Name]['labels'][number], 'tenant'>]: string
} & { tenant?: string | undefined }

/** Takes what the code records: the registry of the host, or the lines of an invocation on Lambda. */
export type MetricSink = {
  count(name: CounterName, labels: Readonly<Record<string, string | undefined>>, by: number): void
  observe(name: HistogramName, labels: Readonly<Record<string, string | undefined>>, value: number): void
  /** Undefined removes the value, because it is not known any more. */
  set(name: GaugeName, value: number | undefined): void
}

/** A global slot and not a module variable, because each bundled function has its own copy of this module. */
const slot = Symbol.for('finance.metrics')
const globals = globalThis as { [slot]?: MetricSink | undefined }

/** The process calls this once before it records; `undefined` ends it. */
export const provideMetrics = (sink: MetricSink | undefined): void => {
  globals[slot] = sink
}

export const metricSink = (): MetricSink | undefined => globals[slot]

/** Adds to a counter. Without a sink this and the functions below do nothing. */
export const count = <Name extends CounterName>(name: Name, labels: LabelsOf<Name>, by = 1): void =>
  globals[slot]?.count(name, labels, by)

/** Adds one measured value, in the unit at the end of the name, to a histogram. */
export const observe = <Name extends HistogramName>(
  name: Name,
  labels: LabelsOf<Name>,
  value: number,
): void => globals[slot]?.observe(name, labels, value)

/** Sets a gauge; undefined removes its value, because it is not known any more. */
export const setGauge = (name: GaugeName, value: number | undefined): void => globals[slot]?.set(name, value)

/** The seconds since a time by `performance.now()`. */
export const secondsSince = (startedMs: number): number => (performance.now() - startedMs) / 1000

type Timed = Extract<HistogramName, 'eventstore_append_duration_seconds' | 'eventstore_read_duration_seconds'>

/** Runs `work` and records its duration with the outcome `ok`, or the one that `outcomeOf` gives an error. */
export const timeOutcome = async <T>(
  name: Timed,
  work: () => Promise<T>,
  outcomeOf: (error: unknown) => string = () => 'error',
): Promise<T> => {
  const startedMs = performance.now()
  try {
    const result = await work()
    observe(name, { outcome: 'ok' }, secondsSince(startedMs))
    return result
  } catch (error) {
    observe(name, { outcome: outcomeOf(error) }, secondsSince(startedMs))
    throw error
  }
}
