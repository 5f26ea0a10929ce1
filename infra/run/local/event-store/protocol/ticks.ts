/** EventStoreDB counts time in ticks of 100 ns since 1970. */
export const ticksPerMillisecond = 10_000
