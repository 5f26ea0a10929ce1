import type { Answer, Selection } from '../../infra/lambda/envelope.ts'
import { prune } from '../contract/views/prune.ts'

/**
 * The answer with only the selected fields of its value; the whole without a selection. The whole view of an
 * invoice with many notes is larger than a response may be, although the command has taken effect.
 */
export const selectedAnswer = (answer: Answer, selection: Selection | undefined): Answer =>
  answer.ok ? { ok: true, value: prune(answer.value, selection?.paths) } : answer
