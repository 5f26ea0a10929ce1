import type { Refusal } from '../../../domain/decision.ts'
import { HttpError, rateLimited } from '../../../infra/http/http-error.ts'
import { streamedLimitBytes } from '../../../infra/lambda/payload.ts'

export const unknownReport = (name: string, known: readonly string[]): HttpError =>
  new HttpError(404, {
    code: 'NOT_FOUND',
    message: `There is no report ${name}; there are ${known.join(', ')}`,
    path: 'report',
  })

/** An impossible period or day. */
export const refusedReport = ({ code, message, path, params }: Refusal): HttpError =>
  new HttpError(400, { code, message, path, params })

export const tooManyDownloads = (max: number): HttpError =>
  rateLimited(`A tenant downloads at most ${max} reports at a time: wait for the end of one`, 5)

/** On AWS a longer response would be cut, and how long it is can only be estimated. */
export const tooLarge = (): HttpError =>
  new HttpError(400, {
    code: 'REPORT_TOO_LARGE',
    message: `The file would have more than ${maxMegabytes} MB, which is too much: ask for a shorter period`,
    path: 'to',
    params: { mostMegabytes: maxMegabytes },
  })

const maxMegabytes = streamedLimitBytes / 1_000_000
