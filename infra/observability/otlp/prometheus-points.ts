/** A metric as `getMetricsAsJSON` of prom-client returns it. The values of a histogram are a flat list. */
export type PrometheusMetric = {
  name: string
  help: string
  /** Text, although the types of prom-client say otherwise. */
  type: unknown
  values: readonly {
    value: number
    labels: Readonly<Record<string, string | number | undefined>>
    metricName?: string | undefined
  }[]
}

type Attributes = Record<string, string>

/** How many values are at most as large as each boundary, and after the last boundary how many are larger. */
type Histogram = {
  buckets: { boundaries: number[]; counts: number[] }
  sum: number
  count: number
  hasMinMax: false
}

export type Point = { attributes: Attributes; value: number; histogram: Histogram }

/**
 * Returns one data point of OpenTelemetry for each combination of labels. The buckets of prom-client contain
 * those below them, and the buckets of OpenTelemetry do not.
 */
export const pointsOf = ({ name, type, values }: PrometheusMetric): Point[] => {
  const points = new Map<string, Point>()
  for (const { value, labels, metricName } of values) {
    const { le, ...others } = labels
    const attributes = Object.fromEntries(
      Object.entries(others).map(([label, text]) => [label, String(text ?? '')]),
    )
    const key = JSON.stringify(attributes)
    const point = points.get(key) ?? { attributes, value: 0, histogram: emptyHistogram() }
    points.set(key, point)
    if (type !== 'histogram') point.value = value
    else if (metricName === `${name}_sum`) point.histogram.sum = value
    else if (metricName === `${name}_count`) point.histogram.count = value
    else addBucket(point.histogram, le, value)
  }
  return [...points.values()]
}

const emptyHistogram = (): Histogram => ({
  buckets: { boundaries: [], counts: [] },
  sum: 0,
  count: 0,
  hasMinMax: false,
})

/** prom-client lists the buckets from the smallest boundary to +Inf. */
const addBucket = ({ buckets }: Histogram, boundary: string | number | undefined, atMost: number): void => {
  const below = buckets.counts.reduce((sum, inBucket) => sum + inBucket, 0)
  if (boundary !== '+Inf') buckets.boundaries.push(Number(boundary))
  buckets.counts.push(atMost - below)
}
