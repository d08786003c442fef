// SPDX-License-Identifier: Apache-2.0
// Writes the corpus of the account sweep (tests/fuzz/fuzz_sweep.cpp): edges of lots and cells, several domains, many
// lengths. `node tests/vectors/make/sweep.mjs`
import { mkdirSync, writeFileSync } from 'node:fs';

const folder = new URL('../../fuzz/corpus/fuzz_sweep/', import.meta.url);
mkdirSync(folder, { recursive: true });

const lotsMax = 2 ** 31 - 1, lotsMin = -(2 ** 31), cellMax = 2 ** 30 - 1, one = 2 ** 30;

const word = (value) => [0, 8, 16, 24].map((shift) => (value >> shift) & 255);
const position = ([instrument, underlying, domain, lots]) => [instrument, underlying, domain, 0, ...word(lots)];

function write(name, accounts, gains, cells) {
  const bytes = [accounts.length];
  for (const account of accounts) bytes.push(account.length, ...account.flatMap(position));
  bytes.push(...gains.flatMap(word), ...cells.flatMap(word));
  writeFileSync(new URL(name, folder), Uint8Array.from(bytes));
}

// A generator of its own, so that the files are the same wherever they are written.
let state = 12345;
const random = (below) => {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((state / 2 ** 31) * below);
};
const anyCells = (count) => Array.from({ length: count }, () => random(2) ? random(2 ** 30) : -random(2 ** 30));
const anyAccount = (length, domains, lots) =>
  Array.from({ length }, () => [random(8), random(3), random(domains), random(2) ? random(lots) : -random(lots)]);

const gains = [0.58 * one, one, 0, 0.95 * one].map(Math.floor);
write('empty', [[], []], gains, []);
write('one_short', [[[0, 0, 0, -1]]], gains, []);
write('lots_edges', [[[0, 0, 0, lotsMax], [1, 0, 1, lotsMax]], [[0, 0, 0, lotsMin]], [[1, 0, 2, lotsMin + 1], [0, 0, 0, 5]]],
  gains, [...Array(32).fill(cellMax), ...Array(32).fill(-cellMax)]);
write('ties', [[[0, 0, 0, 1], [1, 0, 1, 1]]], gains, [...Array(16).fill(-7), ...Array(16).fill(7), ...Array(32).fill(1)]);
for (const length of [1, 2, 3, 8, 16, 17, 33, 64])
  write(`length_${length}`, [anyAccount(length, 1, 1000), anyAccount(length, 4, 2 ** 25)], gains, anyCells(256));
write('eight_accounts', Array.from({ length: 8 }, (_, i) => anyAccount(i + 1, 3, 2 ** 20)), gains, anyCells(256));
