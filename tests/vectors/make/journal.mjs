// SPDX-License-Identifier: Apache-2.0
// Makes the worked examples of docs/formats/journal.md and the corpora of the journal's fuzz
// targets from the grammar on that page, without the program that the page describes. Run from the
// project's root: `npm run vectors`; `--check` compares only.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const PAGE = 'docs/formats/journal.md';
const CORPUS = 'tests/fuzz/corpus';
const LINE_BYTES = 32;

const hex = (text) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const repeated = (byte, count) => Buffer.alloc(count, byte);
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const u8 = (n) => Buffer.from([n]);
const u16 = (n) => Buffer.from([n >> 8, n & 0xff]);
const u32 = (n) => {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(n);
  return out;
};
const u64 = (n) => {
  const out = Buffer.alloc(8);
  out.writeBigInt64BE(BigInt(n));
  return out;
};

// A format is a list of [bytes, what they are].
const join = (fields) => Buffer.concat(fields.map(([bytes]) => bytes));

const deploymentId = repeated(0x11, 32);
const timeMs = 1767225600000; // 2026-01-01 00:00:00 UTC

function record({ kind, kindName, timeMs: time, evidence, evidenceText, command }) {
  const commandBytes = join(command);
  return [
    [u8(1), 'version'],
    [u8(kind), `kind: ${kindName}`],
    [u64(time), `time_ms ${time}`],
    [u32(evidence.length), `${evidence.length} bytes of evidence`],
    [evidence, evidenceText],
    [u32(commandBytes.length), `${commandBytes.length} bytes of command`],
    ...command,
  ];
}

const prices = record({
  kind: 2,
  kindName: 'PriceUpdate',
  timeMs,
  evidence: hex('504e4155 01 00 00'),
  evidenceText: 'a price update, cut short for this page',
  command: [
    [u8(2), 'command: UpdatePrices'],
    [u32(1), '1 price'],
    [repeated(0x22, 32), 'feed'],
    [u64(300000000000), 'price_e8: 3,000 USD'],
    [u64(150000000), 'conf_e8: 1.50 USD'],
    [u64(1767225599), 'publish_time_s'],
  ],
});
const marks = record({
  kind: 6,
  kindName: 'MarketUpdate',
  timeMs,
  evidence: hex('01 00000000 00'),
  evidenceText: 'a VAA, cut short',
  command: [
    [u8(6), 'command: UpdateMarks'],
    [u32(1), '1 mark'],
    [Buffer.concat([Buffer.from('ETH-PERP'), Buffer.alloc(24)]), 'instrument'],
    [u64(300125000000), 'mark_e8: 3,001.25 USD'],
    [u64(12500), 'funding_e9_per_8h'],
    [u64(1767225599), 'time_s'],
  ],
});
const voided = record({
  kind: 1,
  kindName: 'Attestation',
  timeMs: timeMs + 250,
  evidence: hex('01 00000000'),
  evidenceText: 'a VAA, cut short for this page',
  command: [
    [u8(1), 'command: ObserveChain'],
    [u16(7), 'chain'],
    [repeated(0x33, 32), 'emitter'],
    [u64(9), 'sequence: the contract\'s ninth event'],
    [u64(1767225590), 'timestamp_s'],
    [deploymentId, 'deployment'],
    [u64(31337), 'eip155'],
    [repeated(0x33, 32), 'contract'],
    [u64(1200), 'block_number'],
    [repeated(0x44, 32), 'block_hash'],
    [u8(2), 'body: Voided'],
    [u64(5), 'order'],
    [repeated(0x55, 32), 'digest'],
  ],
});

const previousHash = repeated(0x66, 32);
const batch = [
  [Buffer.from('BALJ'), 'magic'],
  [u8(1), 'version'],
  [deploymentId, 'deployment_id'],
  [u64(3), 'term'],
  [u64(41), 'first'],
  [previousHash, 'previous_hash'],
  [u32(2), 'count'],
  [join(prices), 'record 41, as above'],
  [join(voided), 'record 42: an order was voided'],
];
const batchHash = sha256(previousHash, join(batch));

const head = [
  [u64(3), 'term'],
  [u64(42), 'sequence'],
  [batchHash, 'batch_hash'],
  [u64(40), 'state_sequence'],
  [repeated(0x77, 32), 'state_hash'],
];
const headPreimage = [[Buffer.from('BALLAST-HEAD1'), 'tag'], [deploymentId, 'deployment_id'], ...head];

const certificate = [
  [u8(1), 'version'],
  ...head,
  [u32(2), '2 signatures'],
  [u8(0), 'guardian 0'],
  [repeated(0x88, 65), 'its signature: r, s, recid'],
  [u8(2), 'guardian 2'],
  [repeated(0x99, 65), 'its signature'],
];
const signedHead = [[u8(1), 'version'], ...head, [repeated(0xaa, 65), 'the hub\'s signature']];

const snapshotBody = [
  [Buffer.from('BALS'), 'magic'],
  [u8(1), 'version'],
  [deploymentId, 'deployment_id'],
  [u64(3), 'term'],
  [u64(42), 'sequence'],
  [u64(timeMs + 250), 'time_ms'],
  [batchHash, 'batch_hash'],
  [repeated(0x77, 32), 'state_hash'],
  [u32(5), '5 bytes of payload'],
  [Buffer.from('state'), 'payload'],
];
const snapshot = [...snapshotBody, [sha256(join(snapshotBody)), 'checksum']];

const BLOCKS = {
  record: prices,
  batch,
  batch_hash: [[batchHash, 'SHA-256(previous_hash | batch)']],
  head_preimage: headPreimage,
  head_digest: [[sha256(join(headPreimage)), 'SHA-256 of the above']],
  certificate,
  signed_head: signedHead,
  snapshot,
};

/// Lines of hex with what they are behind the first of them.
function draw(fields) {
  const lines = [];
  for (const [bytes, meaning] of fields) {
    for (let at = 0; at < bytes.length; at += LINE_BYTES) {
      const digits = bytes.subarray(at, at + LINE_BYTES).toString('hex');
      lines.push(at === 0 ? `${digits}  ${meaning}` : digits);
    }
  }
  return lines.join('\n');
}

function withBlocks(page) {
  let out = page;
  for (const [name, fields] of Object.entries(BLOCKS)) {
    const block = new RegExp(`(\`\`\`hex ${name}\n)[^\`]*(\`\`\`)`);
    if (!block.test(out)) throw new Error(`${PAGE} has no block "hex ${name}"`);
    out = out.replace(block, (_, open, close) => `${open}${draw(fields)}\n${close}`);
  }
  return out;
}

/// Good ones, and some that are wrong in one place, so that exploring starts behind the first checks.
function corpora() {
  const out = {};
  const put = (target, name, bytes) => { out[`${CORPUS}/${target}/${name}`] = bytes; };
  const formats = {
    fuzz_record: { prices: join(prices), marks: join(marks), voided: join(voided) },
    fuzz_batch: { two_records: join(batch) },
    fuzz_certificate: { two_signatures: join(certificate) },
    fuzz_signed_head: { signed_head: join(signedHead) },
    fuzz_snapshot: { snapshot: join(snapshot) },
  };
  for (const [target, files] of Object.entries(formats)) {
    for (const [name, bytes] of Object.entries(files)) {
      put(target, name, bytes);
      put(target, `${name}_truncated`, bytes.subarray(0, bytes.length - 1));
      put(target, `${name}_trailing`, Buffer.concat([bytes, u8(0)]));
      const version = Buffer.from(bytes);
      version[target === 'fuzz_batch' || target === 'fuzz_snapshot' ? 4 : 0] = 2;
      put(target, `${name}_newer_version`, version);
    }
  }
  return out;
}

function publish(path, contents, check) {
  let before = null;
  try {
    before = readFileSync(path);
  } catch { /* there is none yet */ }
  const wanted = Buffer.from(contents);
  if (before !== null && before.equals(wanted)) return true;
  if (check) {
    console.error(`${path} is not what ${process.argv[1]} makes`);
    return false;
  }
  mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true });
  writeFileSync(path, wanted);
  console.log(`wrote ${path}`);
  return true;
}

const check = process.argv.includes('--check');
const files = { [PAGE]: withBlocks(readFileSync(PAGE, 'utf8')), ...corpora() };
const good = Object.entries(files).map(([path, bytes]) => publish(path, bytes, check));
process.exit(good.every(Boolean) ? 0 : 1);
