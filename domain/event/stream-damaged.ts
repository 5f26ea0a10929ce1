import { BrokenInvariant } from '../decision.ts'
import { excerpt } from '../text/read.ts'
import { maxEventMessageLength } from './decode.ts'

/**
 * A stored event that cannot have happened after those before it, such as the second reversal of a payment.
 * Its stream stops there: commands and queries fail, and the projection sets the stream aside.
 */
export class StreamDamaged extends BrokenInvariant {
  override readonly code = 'STREAM_DAMAGED'

  constructor(message: string) {
    super(excerpt(message, maxEventMessageLength))
    this.name = 'StreamDamaged'
  }
}
