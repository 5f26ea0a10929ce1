export const json = 'application/json'
/** With this type the status says whether the request was refused, as GraphQL over HTTP defines. */
export const graphqlJson = 'application/graphql-response+json'

export type MediaType = typeof json | typeof graphqlJson

type Range = { type: string; quality: number }
type Match = { quality: number; specificity: number; index: number }

/**
 * The media type of a response that the header Accept asks for: the one of higher quality, then the one that
 * the header names and not only covers with a wildcard, then the one that it names first. It is
 * application/json without the header, or if the header accepts neither: nearly every client reads that.
 */
export const acceptedMediaType = (accept: string | undefined): MediaType => {
  const ranges = (accept ?? '').split(',').map(readRange)
  const plain = bestMatch(ranges, json)
  const withStatus = bestMatch(ranges, graphqlJson)
  const preference =
    withStatus.quality - plain.quality ||
    withStatus.specificity - plain.specificity ||
    plain.index - withStatus.index
  return withStatus.quality > 0 && preference > 0 ? graphqlJson : json
}

const readRange = (text: string): Range => {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  const quality = weight === undefined || weight === '' ? 1 : Number(weight)
  return { type, quality: Number.isNaN(quality) ? 1 : quality }
}

/** The most specific range decides, so `application/json;q=0` is not accepted by a wildcard. */
const bestMatch = (ranges: Range[], type: MediaType): Match => {
  for (const [rank, pattern] of [type, 'application/*', '*/*'].entries()) {
    const index = ranges.findIndex((range) => range.type === pattern)
    const range = ranges[index]
    if (range) return { quality: range.quality, specificity: -rank, index }
  }
  return { quality: 0, specificity: -3, index: -1 }
}
