import { currentActor } from '../world/actor.ts'

/**
 * Takes the place of the logger (`infra/observability/log.ts` imports it): lines go into the trace of the life.
 */
const level =
  (name: string) =>
  ({ context }: { context?: unknown } = {}, message = ''): void => {
    const actor = currentActor()
    if (!actor || actor.process?.isDead) return
    const { error } = (context ?? {}) as { error?: { message?: string } }
    actor.world.record(actor, `log ${name}: ${message}${error?.message ? `: ${error.message}` : ''}`)
  }

const ignore = (): void => undefined

export const pino = Object.assign(
  () => ({
    ...{ debug: ignore, info: ignore, warn: level('warn'), error: level('error') },
    isLevelEnabled: () => false,
  }),
  { destination: ignore },
)
