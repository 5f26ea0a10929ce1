type Tokens = { accessToken: string; refreshToken: string; expiresIn: number }

/** Returns new tokens for a refresh token. A lost response is asked for again. */
export const refreshTokens = async (url: string, refreshToken: string, attempts = 3): Promise<Tokens> => {
  const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }
  const request = { method: 'POST', headers, body: JSON.stringify({ refreshToken }) }
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`${url}/auth/refresh`, request).catch(() => undefined)
    if (response?.ok) return (await response.json()) as Tokens
    const mayRepeat = response === undefined || response.status >= 500
    if (!mayRepeat || attempt === attempts)
      throw new Error(`Refresh failed: ${response?.status ?? 'no response'}`)
  }
}
