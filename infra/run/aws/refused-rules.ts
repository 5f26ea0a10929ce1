/**
 * The checks of AWS's serverless rules (cfn-lint-serverless) that this service does not follow, each with its
 * reason. All others hold.
 */
export const refusedRules: Readonly<Record<string, string>> = {
  ES1001:
    'A failure destination on the Kafka trigger ends the repetition of a batch after ten attempts. The ' +
    'projection sets aside what can never be applied, so a batch is repeated until its store is back.',
  ES1007:
    'The rule looks for the settings of asynchronous invocations under the name of the function and does ' +
    'not find those that osls makes: relay, finish-numbering, finish-receipts and refold-rows have two ' +
    'repetitions and a queue.',
  ES4000:
    'A start by the schedule that is lost is made up for by the next one; a queue of missed starts would ' +
    'have nothing to tell.',
  ES6000: 'The queue of failed invocations is the last stop: an alarm says when there is a message in it.',
  WS1004: 'All functions log into one group, which has a retention; the rule wants one group a function.',
  W3005: 'osls lists dependencies that a reference implies already.',
}
