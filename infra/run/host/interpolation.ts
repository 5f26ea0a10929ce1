/** Where `${...}` finds its values. */
export type Sources = {
  env: Record<string, string | undefined>
  opt: Record<string, string | undefined>
  param: Record<string, string | undefined>
  /** The manifest itself, for `self`. */
  document: unknown
  /** Returns the parsed content of a file; its path is relative to the manifest. */
  file(path: string): unknown
}

export class ManifestError extends Error {
  readonly code = 'MANIFEST_INVALID'

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ManifestError'
  }
}

/**
 * Returns a manifest value with its variables resolved as osls does: env, self, opt, sls:stage, param and
 * file, with fallbacks after commas. Unlike osls, an empty environment variable counts as not set.
 * CloudFormation's own `${AWS::Region}` and `${LogicalId}` stay as they are. `open` lists the expressions
 * that are being resolved.
 * @throws ManifestError when a variable has no value, has an unknown form or refers to itself
 */
export const interpolate = (value: unknown, sources: Sources, open: readonly string[] = []): unknown => {
  if (typeof value === 'string') return interpolateText(value, sources, open)
  if (Array.isArray(value)) return value.map((item) => interpolate(item, sources, open))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, interpolate(item, sources, open)]),
  )
}

const interpolateText = (whole: string, sources: Sources, open: readonly string[]): unknown => {
  let result = ''
  let from = 0
  for (;;) {
    const start = whole.indexOf('${', from)
    if (start < 0) return result + whole.slice(from)
    const end = closingBrace(whole, start)
    const expression = whole.slice(start + 2, end)
    const literal = isCloudFormation(expression)
    if (!literal && start === 0 && end === whole.length - 1) return expressionValue(expression, sources, open)
    const inserted = literal
      ? whole.slice(start, end + 1)
      : String(expressionValue(expression, sources, open))
    result += whole.slice(from, start) + inserted
    from = end + 1
  }
}

const isCloudFormation = (expression: string): boolean =>
  /^AWS::/.test(expression) || /^[A-Za-z0-9.]+$/.test(expression)

const closingBrace = (whole: string, start: number): number => {
  let depth = 0
  for (let index = start; index < whole.length; index++) {
    if (whole[index] === '{') depth++
    if (whole[index] === '}' && --depth === 0) return index
  }
  throw new ManifestError(`\${ without a closing } in "${whole}"`)
}

const expressionValue = (expression: string, sources: Sources, open: readonly string[]): unknown => {
  const nowOpen = opened(expression, open)
  const { value, isInterpolated } = found(expression, sources, nowOpen)
  return isInterpolated ? value : interpolate(value, sources, nowOpen)
}

/** @throws ManifestError when the expression is being resolved already */
const opened = (expression: string, open: readonly string[]): readonly string[] => {
  if (open.includes(expression)) throw new ManifestError(`\${${expression}} refers to itself`)
  return [...open, expression]
}

type Found = { value: unknown; isInterpolated: boolean }

/** Returns what the first candidate with a value refers to. */
const found = (expression: string, sources: Sources, open: readonly string[]): Found => {
  for (const candidate of topLevelParts(expression)) {
    const one = candidateValue(candidate, sources, open)
    if (one.value !== undefined) return one
  }
  throw new ManifestError(`\${${expression}} has no value: set it, or give it a default after a comma`)
}

const topLevelParts = (expression: string): string[] => {
  const parts = ['']
  let depth = 0
  let quoted = false
  for (const character of expression) {
    if (character === "'") quoted = !quoted
    if (!quoted && '{('.includes(character)) depth++
    if (!quoted && '})'.includes(character)) depth--
    if (character === ',' && depth === 0 && !quoted) parts.push('')
    else parts[parts.length - 1] += character
  }
  return parts.map((part) => part.trim())
}

const candidateValue = (candidate: string, sources: Sources, open: readonly string[]): Found => {
  const final = (value: unknown): Found => ({ value, isInterpolated: true })
  const quoted = /^'([^']*)'$|^"([^"]*)"$/.exec(candidate)
  if (quoted) return final(quoted[1] ?? quoted[2])
  if (/^(true|false|null|-?\d+(\.\d+)?)$/.test(candidate)) return final(JSON.parse(candidate))
  if (candidate.startsWith('${')) return final(interpolateText(candidate, sources, open))
  const form = /^(env|self|opt|sls|param):(.+)$|^file\((.+?)\)(?::(.+))?$/.exec(candidate)
  if (!form)
    throw new ManifestError(
      `\${${candidate}} does not resolve here: use env, self, opt, sls:stage, param or file`,
    )
  const [, source, rawAddress, path, rawInside] = form
  const address = String(interpolateText(rawAddress ?? rawInside ?? '', sources, open))
  if (path !== undefined || source === 'self') {
    const document =
      path === undefined ? sources.document : sources.file(String(interpolateText(path, sources, open)))
    return { value: valueAt(document, address, sources, open), isInterpolated: false }
  }
  if (source === 'env') return final(sources.env[address] || undefined)
  if (source === 'sls' && address !== 'stage')
    throw new ManifestError(`\${sls:${address}} is not supported: only sls:stage is`)
  return final(source === 'param' ? sources.param[address] : sources.opt[address])
}

const valueAt = (document: unknown, address: string, sources: Sources, open: readonly string[]): unknown =>
  address
    .split('.')
    .filter(Boolean)
    .reduce<unknown>((outer, key) => {
      const value = followed(outer, sources, open)
      return value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[key] : undefined
    }, document)

/** Returns what a reference refers to, with the variables inside it as they are. */
export const follow = (value: unknown, sources: Sources): unknown => followed(value, sources, [])

/**
 * Follows a reference on the way to a value: `self:custom.size.rate` works where `custom.size` is
 * `${file(...)}`. Nothing beside the way is resolved, because that may refer to the value itself.
 */
const followed = (value: unknown, sources: Sources, open: readonly string[]): unknown => {
  const [, expression] = (typeof value === 'string' && /^\$\{(.+)\}$/.exec(value)) || []
  if (expression === undefined) return value
  const nowOpen = opened(expression, open)
  return followed(found(expression, sources, nowOpen).value, sources, nowOpen)
}
