import fc from 'fast-check'

/** Lengths at and around the limits of fields, keys and stores. */
const lengths = [0, 1, 128, 129, 200, 201, 500, 501, 1_017, 1_018, 1_534, 10_000, 300_000]

/** Texts that have broken a pattern, a store or a normalization somewhere. */
const units = [
  'x',
  ' ',
  '\0',
  '\u001b[31m',
  '\ud800',
  '\ufdfa',
  '\u200b',
  '\u202e',
  '\u0301',
  '\u3164',
  'ß',
  'İ',
  'ﬃ',
  'ক্ষ',
  '৳',
  '१',
  '👩‍👩‍👧‍👦',
  '"',
  '\\',
  "'",
  '%',
  '<',
  '\r\n',
  '{',
  '$',
  'argument "a" of type ',
  'Variable "$a" got invalid value ',
  ' at "a.b[0]"',
]

const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'null', 'undefined', 'NaN', 'true']
const injections = ["'; drop table invoices; --", '../../etc/passwd', '{{7*7}}']

/** One unit, repeated to some length. The whole text has at most 300 kB. */
export const repeatedText: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...units), fc.constantFrom(...lengths))
  .map(([unit, length]) => unit.repeat(Math.ceil(Math.min(length, 300_000 / 3) / unit.length)))

/** A short or long text with characters from anywhere, also half of a surrogate pair. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  { withCrossShrink: true },
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
  { weight: 2, arbitrary: fc.string({ unit: fc.constantFrom(...units), maxLength: 20 }) },
  { weight: 3, arbitrary: repeatedText },
  { weight: 1, arbitrary: fc.constantFrom(...names, ...injections) },
)

/** A member of an object that its reader does not expect. */
export const oddName: fc.Arbitrary<string> = fc.oneof(fc.constantFrom(...names), oddText)

/** Undefined, and in one of six cases a value. JSON leaves undefined members out. */
export const sometimes = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: value },
  )
