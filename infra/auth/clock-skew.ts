/** The clocks of the issuer of a token and of this service may differ by this much. */
export const clockSkewSeconds = 60
