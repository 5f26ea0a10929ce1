import { jwtVerify } from 'jose'
import { passwordIn } from './secret.ts'

/** Verifies the token of the event. */
export const token = async (event: { authorizationToken: string }): Promise<void> => {
  const secret = new TextEncoder().encode(await passwordIn('JWT_ACCESS_SECRET_ARN'))
  await jwtVerify(event.authorizationToken.replace('Bearer ', ''), secret)
}
