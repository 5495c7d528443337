// SPDX-License-Identifier: Apache-2.0
// What every JavaScript client writes and expects (jobs.txt), and how a program answers.

const key = (name, i) => `${name}-${i}`;
const value = (name, i) => `${name} ${i} ${"0123456789".repeat(10)}`;

/** PARTITION=NAME... as a map. */
const cases = (args) =>
    new Map(args.map((a) => a.split("=")).map(([partition, name]) => [Number(partition), name]));

function expect(wanted, got, what) {
    if (wanted !== got) {
        throw new Error(`${what}: expected ${wanted}, got ${got}`);
    }
}

/** Each partition has its case's records, in order, from start on, and there is nothing else. */
function check(wanted, records, start = 0) {
    expect((100 - start) * wanted.size, records.length, "records");
    const next = new Map();
    for (const { partition, message } of records) {
        const name = wanted.get(partition);
        const i = next.get(partition) ?? start;
        next.set(partition, i + 1);
        expect(String(i), String(message.offset), "offset");
        expect(key(name, i), message.key.toString(), "key");
        expect(value(name, i), message.value.toString(), "value");
        expect(name, message.headers.case.toString(), "header");
    }
}

/** Resolves as the promise, or fails after 30 s with what was there until then. */
async function soon(promise, what) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`${what()} in 30 s`)), 30_000);
    });
    try {
        return await Promise.race([promise, late]);
    } finally {
        clearTimeout(timer);
    }
}

/** Runs the job that the command line names: jobs is made with (bootstrap, topic) and has a method for each. */
async function answer(Jobs) {
    const [bootstrap, topic, job, ...args] = process.argv.slice(2);
    try {
        const jobs = new Jobs(bootstrap, topic);
        const remark = await jobs[job](...args);
        console.log(`${job}: ok${remark ? ` (${remark})` : ""}`);
    } catch (e) {
        console.log(`${job}: FAILED ${String(e).replaceAll("\n", " ")}`);
    }
    process.exit(0);
}

module.exports = { key, value, cases, expect, check, soon, answer };
