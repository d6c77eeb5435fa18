//! A week of web logs: gzip JSON lines by day, and the same as one CSV file.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};

use super::storage_error;
use crate::error::ServerError;

/// Days of November 2026 that have logs.
const DAYS: std::ops::RangeInclusive<u32> = 1..=7;

/// Requests a day.
const REQUESTS: u32 = 5_000;

const PATHS: [&str; 8] = [
    "/",
    "/search?q=data,lake",
    "/cart",
    "/product/1842",
    "/product/77",
    "/login",
    "/static/app.js",
    "/api/v1/orders",
];
const BROWSERS: [&str; 4] = ["Firefox", "Chrome", "Safari", "curl"];

/// Writes `web/logs/year=…/month=…/day=…/logs.json.gz` and `web/logs_csv/logs.csv`.
pub async fn generate(store: &Arc<dyn ObjectStore>) -> Result<(), ServerError> {
    let mut numbers = Numbers(20_261_101);
    let mut csv = String::from("time,client,method,path,status,bytes,duration_ms,browser,version\n");
    for day in DAYS {
        let mut json = String::new();
        for request in 0..REQUESTS {
            Request::generate(day, request, &mut numbers).write(&mut json, &mut csv);
        }
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(json.as_bytes())?;
        let path = format!("web/logs/year=2026/month=11/day={day:02}/logs.json.gz");
        store.put(&Path::from(path), PutPayload::from(gzip.finish()?)).await.map_err(storage_error)?;
    }
    store.put(&Path::from("web/logs_csv/logs.csv"), PutPayload::from(csv)).await.map_err(storage_error)?;
    Ok(())
}

struct Request {
    time: String,
    client: String,
    method: &'static str,
    path: &'static str,
    status: u32,
    bytes: u32,
    duration_ms: f64,
    browser: &'static str,
    version: u32,
}

impl Request {
    fn generate(day: u32, request: u32, numbers: &mut Numbers) -> Self {
        // Spread over the day in order, a little under 18 seconds apart.
        let second = request * 17 + numbers.below(17);
        let status = match numbers.below(100) {
            0..=1 => 500,
            2..=7 => 404,
            8..=12 => 302,
            _ => 200,
        };
        Self {
            time: format!("2026-11-{day:02} {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60),
            client: format!("10.{}.{}.{}", numbers.below(4), numbers.below(256), numbers.below(256)),
            method: if numbers.below(10) == 0 { "POST" } else { "GET" },
            path: PATHS[numbers.below(PATHS.len() as u32) as usize],
            status,
            bytes: if status == 302 { 0 } else { 200 + numbers.below(60_000) },
            duration_ms: f64::from(numbers.below(200_000)) / 100.0,
            browser: BROWSERS[numbers.below(BROWSERS.len() as u32) as usize],
            version: 90 + numbers.below(40),
        }
    }

    fn write(&self, json: &mut String, csv: &mut String) {
        let Self { time, client, method, path, status, bytes, duration_ms, browser, version } = self;
        // Writing to a String does not fail.
        let _ = writeln!(
            json,
            "{{\"time\":\"{time}\",\"client\":\"{client}\",\"method\":\"{method}\",\"path\":\"{path}\",\
             \"status\":{status},\"bytes\":{bytes},\"duration_ms\":{duration_ms},\
             \"agent\":{{\"browser\":\"{browser}\",\"version\":{version}}}}}"
        );
        let _ = writeln!(
            csv,
            "{time},{client},{method},\"{path}\",{status},{bytes},{duration_ms},{browser},{version}"
        );
    }
}

/// The same numbers on every machine (Knuth's linear congruential generator).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(limit)) as u32
    }
}
