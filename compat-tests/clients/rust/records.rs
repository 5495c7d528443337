// SPDX-License-Identifier: Apache-2.0
//! What every Rust client writes and expects (jobs.txt), and how a program answers.
#![allow(dead_code)]

use std::collections::HashMap;
use std::error::Error;
use std::fmt::Debug;

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[derive(Debug, PartialEq)]
pub struct Record {
    pub partition: i32,
    pub offset: i64,
    pub key: String,
    pub value: String,
    pub header: (String, String),
}

pub fn record(name: &str, partition: i32, i: i64) -> Record {
    Record {
        partition,
        offset: i,
        key: format!("{name}-{i}"),
        value: format!("{name} {i} {}", "0123456789".repeat(10)),
        header: ("case".into(), name.into()),
    }
}

/// PARTITION=NAME... as a map.
pub fn cases(arguments: &[String]) -> HashMap<i32, String> {
    let split = arguments.iter().map(|a| a.split_once('=').expect("PARTITION=NAME"));
    split.map(|(partition, name)| (partition.parse().expect("a number"), name.to_string())).collect()
}

pub fn expect<T: PartialEq + Debug>(wanted: T, got: T, what: &str) -> Result<()> {
    if wanted == got { Ok(()) } else { Err(format!("{what}: expected {wanted:?}, got {got:?}").into()) }
}

/// Each partition has its case's records, in order, from start on, and there is nothing else.
pub fn check(wanted: &HashMap<i32, String>, records: &[Record], start: i64) -> Result<()> {
    expect((100 - start as usize) * wanted.len(), records.len(), "records")?;
    let mut next: HashMap<i32, i64> = HashMap::new();
    for got in records {
        let i = next.entry(got.partition).or_insert(start);
        expect(&record(&wanted[&got.partition], got.partition, *i), got, "record")?;
        *i += 1;
    }
    Ok(())
}

/// Says what came of the job, as jobs.txt wants it.
pub fn answer(job: &str, result: Result<Option<&str>>) {
    match result {
        Ok(None) => println!("{job}: ok"),
        Ok(Some(remark)) => println!("{job}: {remark}"),
        Err(e) => println!("{job}: FAILED {}", e.to_string().replace('\n', " ")),
    }
}
