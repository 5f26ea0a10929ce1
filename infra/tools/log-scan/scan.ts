/** A line of a log that should not be there, with the reason. The text that was found is not repeated. */
export type Finding = { line: number; problem: string }

/** The keys that a line may have. Lines for the bill and for CloudWatch have values beside them. */
const keys = new Set(['level', 'timestamp', 'correlationId', 'tenantId', 'message', 'context'])
const valuesBeside: Readonly<Record<string, readonly string[] | undefined>> = { usage: ['usage'] }

const levels = new Set(['debug', 'info', 'warn', 'error'])
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** A text in a line may itself be JSON, such as a record or a body, whose quotes are then escaped. */
const quote = String.raw`\\*"`
const secretName = String.raw`[\w.-]*(?:password|secret|authorization|api[-_]?key|access[-_]?key)(?:_previous)?`

/**
 * What must not be in a log, whatever it is called: tokens, credentials in addresses, keys, and numbers of
 * persons in Bangladesh. An NID has 10, 13 or 17 digits, and is found where its name is before it.
 */
const forbidden: readonly (readonly [problem: string, pattern: RegExp])[] = [
  ['a JSON Web Token', /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/],
  ['a bearer token', /\bbearer +[\w-]{8,}\.[\w-]+/i],
  ['a password in an address', /\b[a-z][a-z0-9+]*:\/\/[^\s/"@:]*:[^\s/"@]+@/i],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  [
    'a password or secret',
    new RegExp(String.raw`${quote}${secretName}${quote}\s*:\s*${quote}(?!\[|arn:)[^"\\]{4,}`, 'i'),
  ],
  [
    'an NID',
    new RegExp(
      String.raw`${quote}\w*nid${quote}\s*:\s*(?:${quote})?\d{10,17}\b|\bNID\W{1,3}\d{10,17}\b`,
      'i',
    ),
  ],
  ['a mobile number', /(?<![\w.-])(?:(?:\+|00)?88[ -]?)?0[ -]?1[3-9]\d{2}[ -]?\d{6}(?![\w.-])/],
]

/** Whatever else a program writes, such as a JSON object on several lines, is no line of the log. */
const objectOnOneLine = /^\{".*\}$/

/**
 * Returns what is wrong with the lines of a log that are JSON objects; with `isWhole` every line must be one.
 */
export const scanLog = (text: string, { isWhole = false } = {}): Finding[] =>
  text.split('\n').flatMap((line, index): Finding[] => {
    if (line === '' || !(isWhole || objectOnOneLine.test(line))) return []
    const problems = problemsIn(line, isWhole)
    return problems.map((problem) => ({ line: index + 1, problem }))
  })

const problemsIn = (line: string, isWhole: boolean): string[] => {
  const found = forbidden.flatMap(([problem, pattern]) => (pattern.test(line) ? [`contains ${problem}`] : []))
  return [...problemsOfShape(line, isWhole), ...found]
}

const problemsOfShape = (line: string, isWhole: boolean): string[] => {
  const parsed = parseObject(line)
  if (typeof parsed !== 'object' || parsed === null) return ['is not JSON']
  // Other programs write JSON too.
  if (!('level' in parsed || isWhole)) return []
  const { level, timestamp: time, message, context } = parsed
  const beside = valuesBeside[String(message)] ?? []
  // CloudWatch finds the values of metrics only beside the other keys.
  const unknown =
    '_aws' in parsed ? [] : Object.keys(parsed).filter((key) => !keys.has(key) && !beside.includes(key))
  return [
    ...unknown.map((key) => `has the unknown key ${key}`),
    ...(levels.has(String(level)) ? [] : ['has an unknown level']),
    ...(timestamp.test(String(time)) ? [] : ['has no timestamp in UTC']),
    ...(typeof message === 'string' && message !== '' ? [] : ['has no message']),
    ...(context === undefined || typeof context === 'object' ? [] : ['has a context that is not an object']),
  ]
}

const parseObject = (line: string): Record<string, unknown> | undefined => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
