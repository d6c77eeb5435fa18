//! `/metrics`: what the engine did and does, in Prometheus' text format.

use axum::extract;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use polias_engine::Metrics;
use prometheus::{Counter, Gauge, IntCounterVec, Opts, Registry, TextEncoder};

use super::State;

/// One scrape.
pub async fn metrics(extract::State(state): extract::State<State>) -> Response {
    match render(&state.engine.metrics()) {
        Ok(text) => ([(header::CONTENT_TYPE, prometheus::TEXT_FORMAT)], text).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
    }
}

/// The engine keeps the counts; a registry of the moment only gives them their wire form.
fn render(metrics: &Metrics) -> Result<String, prometheus::Error> {
    let registry = Registry::new();
    let ended = IntCounterVec::new(
        Opts::new("polias_queries_total", "Queries that ended since the start, by state."),
        &["state"],
    )?;
    for (state, count) in &metrics.ended_queries {
        ended.with_label_values(&[state.as_str()]).inc_by(*count);
    }
    registry.register(Box::new(ended))?;
    for (name, help, value) in [
        (
            "polias_scanned_bytes_total",
            "Bytes of table data read by ended queries.",
            metrics.scanned_bytes as f64,
        ),
        ("polias_billed_bytes_total", "Bytes billed for ended queries.", metrics.billed_bytes as f64),
        ("polias_cost_usd_total", "US dollars charged for ended queries.", metrics.cost_usd),
    ] {
        let counter = Counter::new(name, help)?;
        counter.inc_by(value);
        registry.register(Box::new(counter))?;
    }
    for (name, help, value) in [
        ("polias_queries_running", "Queries running now.", metrics.running_queries as f64),
        ("polias_queries_queued", "Queries waiting now.", metrics.queued_queries as f64),
        (
            "polias_memory_reserved_bytes",
            "Memory queries have reserved now.",
            metrics.memory_reserved_bytes as f64,
        ),
        (
            "polias_memory_limit_bytes",
            "Memory queries may reserve together.",
            metrics.memory_limit_bytes as f64,
        ),
    ] {
        let gauge = Gauge::new(name, help)?;
        gauge.set(value);
        registry.register(Box::new(gauge))?;
    }
    TextEncoder::new().encode_to_string(&registry.gather())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_their_names_and_labels() {
        let metrics = Metrics {
            ended_queries: vec![("SUCCEEDED".to_owned(), 3), ("FAILED".to_owned(), 1)],
            scanned_bytes: 1_000,
            memory_limit_bytes: 7,
            ..Metrics::default()
        };
        let text = render(&metrics).unwrap();
        for line in [
            "polias_queries_total{state=\"SUCCEEDED\"} 3",
            "polias_queries_total{state=\"FAILED\"} 1",
            "polias_scanned_bytes_total 1000",
            "polias_memory_limit_bytes 7",
            "polias_queries_running 0",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is missing in\n{text}");
        }
    }
}
