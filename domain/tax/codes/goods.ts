import { actInForce, type CodeHistory, history, since, source } from './history.ts'

/**
 * HS headings whose reduced rate does not depend on who sells: a manufacturer and a trader have the same one,
 * or only the trader has one. A heading stands for all codes below it. Most goods are not here, because
 * their rate depends on the stage of the supply.
 */
export const goods: readonly CodeHistory[] = [
  history(
    '30.03',
    'Medicine in bulk, trading stage',
    'ঔষধ (ব্যবসায়ী পর্যায়)',
    since(actInForce, ['2.4'], source.paragraph3, 'MEDIUM'),
    since('2025-01-09', ['3'], source.january2025),
    since('2025-01-22', ['2.4'], source.order40),
  ),
  history(
    '30.04',
    'Medicine in doses or packed for retail, trading stage',
    'ঔষধ (ব্যবসায়ী পর্যায়)',
    since(actInForce, ['2.4'], source.paragraph3),
    since('2025-01-09', ['3'], source.january2025),
    since('2025-01-22', ['2.4'], source.order40),
  ),
  history('73.17', 'Wire nails', 'তারকাঁটা', since('2025-07-01', ['7.5'], source.goodsAt75, 'MEDIUM')),
]
