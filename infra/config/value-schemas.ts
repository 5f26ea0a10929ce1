import * as z from 'zod'

/** Schemas of single values. The message of each says what would be right and never repeats what was given. */

const matching = (pattern: RegExp, needed: string) => z.string().regex(pattern, needed)

/** Plain digits only: what JavaScript would also read as a number, such as 0x50 or 1e3, is more likely a mistake. */
export const whole = (least: number, most: number) => {
  const needed = `a whole number from ${least} to ${most} is needed`
  return matching(/^\d{1,9}$/, needed)
    .transform(Number)
    .refine((number) => number >= least && number <= most, needed)
}

export const port = whole(1, 65535)

/** Where we listen: 0 lets the system choose. */
export const ownPort = whole(0, 65535)

export const flag = z
  .enum(['true', 'false', '1', '0'], 'true, false, 1 or 0 is needed')
  .transform((text) => text === 'true' || text === '1')

export const oneOf = <const Word extends string>(words: readonly Word[]) =>
  z.enum(words, `${words.slice(0, -1).join(', ')} or ${words.at(-1)} is needed`)

export const text = matching(/\S/, 'more than blanks is needed')

export const signingSecret = z.string().min(32, 'at least 32 characters are needed')

/** The certificate itself, because a function on Lambda has no file to look into. */
export const certificate = matching(
  /^(?![./~]|.*\.(pem|crt|cer)$)/,
  'the text of a PEM certificate is needed, not the name of a file',
)

export const eventStoreAddress = matching(
  /^esdb(\+discover)?:\/\/[^\s/]/,
  'an address such as esdb://host:2113 or esdb+discover://host:2113 is needed',
)

const broker = String.raw`\s*(\[[^\]\s]+\]|[^\s,:]+):\d{1,5}\s*`
export const brokers = matching(
  new RegExp(`^${broker}(,${broker})*,?\\s*$`),
  'host:port is needed, or several with commas between: kafka-1:9092,kafka-2:9092',
)

export const clusterArn = matching(
  /^arn:[^:\s]+:kafka:[^:\s]+:\d+:cluster\/\S+$/,
  'arn:aws:kafka:<region>:<account>:cluster/<name>/<id> is needed',
)

const origin = String.raw`\s*https?:\/\/[^\s,/*]+\s*`
/** A browser sends an origin without a slash at its end, so one with a slash would never match. */
export const origins = matching(
  new RegExp(`^(\\s*\\*\\s*|${origin}(,${origin})*)$`),
  'an origin such as https://erp.example.com is needed, without path or slash at its end; several with commas between, or * alone for all',
)
