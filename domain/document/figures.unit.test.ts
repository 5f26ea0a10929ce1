import { expect, test } from '@jest/globals'
import { percent, price, quantity, taka } from '../money/poisha.ts'
import { figuresIn } from './figures.ts'

const printed = (lang: 'bn' | 'en') => {
  const figures = figuresIn(lang)
  return [
    figures.count(500),
    figures.decimal('8.69565217'),
    figures.amount(taka('1234567.8')),
    figures.taka(taka('100')),
    figures.price(price('2500')),
    figures.quantity(quantity('100000.5')),
    figures.percent(percent('7.5')),
    figures.date('2026-06-30T18:00:00Z'),
    figures.time('2026-06-30T18:00:59.999Z'),
    figures.time('2026-06-30T09:05:00Z'),
  ]
}

test('figures in English', () => {
  expect(printed('en')).toEqual([
    ...['500', '8.69565217', '12,34,567.80', '৳100.00', '৳2,500.00', '1,00,000.5', '7.5%'],
    ...['01/07/2026', '00:00', '15:05'],
  ])
})

test('figures in Bangla have Bangla digits', () => {
  expect(printed('bn')).toEqual([
    ...['৫০০', '৮.৬৯৫৬৫২১৭', '১২,৩৪,৫৬৭.৮০', '৳১০০.০০', '৳২,৫০০.০০', '১,০০,০০০.৫', '৭.৫%'],
    ...['০১/০৭/২০২৬', '০০:০০', '১৫:০৫'],
  ])
})
