// SPDX-License-Identifier: Apache-2.0
// Writes the corpus of the guardian link's frames (docs/formats/guardian_link.md): one good frame of each type, and
// frames that must be refused. Run from the project's folder: node tests/vectors/make/frames.mjs
import { mkdirSync, writeFileSync } from 'node:fs';

const folder = new URL('../../fuzz/corpus/fuzz_frame/', import.meta.url);
const u8 = (n) => Buffer.from([n]);
const u32 = (n) => { const out = Buffer.alloc(4); out.writeUInt32BE(n); return out; };
const u64 = (n) => { const out = Buffer.alloc(8); out.writeBigUInt64BE(BigInt(n)); return out; };
const u16 = (n) => { const out = Buffer.alloc(2); out.writeUInt16BE(n); return out; };
const filled = (size, byte) => Buffer.alloc(size, byte);
const bytes = (...parts) => { const all = Buffer.concat(parts); return Buffer.concat([u32(all.length), all]); };
const list = (items) => Buffer.concat([u32(items.length), ...items]);
const some = (value) => Buffer.concat([u8(1), value]);
const none = u8(0);
const join = (...parts) => Buffer.concat(parts);

const head = join(u64(3), u64(8), filled(32, 0xba), u64(8), filled(32, 0x5a));
const certificate = (signers) => join(head, list(signers.map((i) => join(u8(i), filled(65, i + 1)))));
const point = (term, sequence) => join(u64(term), u64(sequence), filled(32, sequence));
const hello = join(filled(32, 9), u8(1), u8(2), u64(2), list([point(2, 8), point(1, 4)]), some(certificate([0, 2, 3])),
  filled(65, 7));

const frames = {
  challenge: join(u8(1), filled(32, 1), u8(1), filled(65, 2)),
  hello: join(u8(2), hello),
  hello_of_an_empty_store: join(u8(2), filled(32, 9), u8(1), u8(0), u64(0), list([]), none, filled(65, 7)),
  welcome: join(u8(3), u64(3), some(point(2, 8)), list([hello]), list([join(u16(1), filled(32, 3), u64(4), u64(5))])),
  welcome_to_the_first_term: join(u8(3), u64(1), none, list([hello]), list([])),
  batch: join(u8(4), bytes(filled(120, 1)), some(join(head, filled(65, 4))), some(certificate([0, 1, 2]))),
  batch_behind_the_base: join(u8(4), bytes(filled(120, 1)), none, none),
  held: join(u8(5), u64(8)),
  certify: join(u8(6), head, filled(65, 5)),
  certified: join(u8(7), certificate([0, 1, 3])),
  sign: join(u8(8), u64(11), filled(32, 6), filled(65, 6)),
  observe: join(u8(9), u8(3), bytes(filled(51, 2)), filled(65, 7)),
  observed: join(u8(10), bytes(filled(60, 1))),
  request: join(u8(11), u8(2), bytes(filled(40, 1))),
  request_of_a_market_update: join(u8(11), u8(6), bytes(filled(40, 1))),
  refuse: join(u8(12), u8(1), u64(8), bytes(Buffer.from('two stories')), bytes(head)),
  bad_type: join(u8(13), u64(8)),
  bad_truncated: join(u8(5), filled(7, 1)),
  bad_trailing: join(u8(5), u64(8), u8(0)),
  bad_lying_count: join(u8(10), u32(0xffffff), filled(4, 1)),
  bad_zero_nonce: join(u8(1), filled(32, 0), u8(1), filled(65, 2)),
  bad_flag: join(u8(1), filled(32, 1), u8(2), filled(65, 2)),
  bad_order_of_signers: join(u8(7), certificate([2, 1, 3])),
  bad_index: join(u8(9), u8(19), bytes(filled(51, 2)), filled(65, 7)),
  bad_kind: join(u8(11), u8(0), bytes(filled(40, 1))),
};

mkdirSync(folder, { recursive: true });
for (const [name, frame] of Object.entries(frames)) writeFileSync(new URL(name, folder), frame);
console.log(`${Object.keys(frames).length} frames written`);
