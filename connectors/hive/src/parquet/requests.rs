//! Which requests fetch a set of byte ranges.
//!
//! Ranges that lie close together share a request, because a request to S3 costs as much time as reading
//! a hundred kilobytes. Long ones are cut, so that their parts travel at the same time.

use std::future::Future;
use std::ops::Range;

use bytes::{Bytes, BytesMut};
use futures::{StreamExt, TryStreamExt};

/// Ranges with at most this many bytes between them are read as one; the bytes between are read too, and
/// counted. Small, because they cost money.
const GAP: u64 = 16 * 1024;
/// Longest request, in bytes.
const LONGEST: u64 = 8 * 1024 * 1024;
/// Requests of one call under way at the same time.
const CONCURRENCY: usize = 8;

/// The bytes of each range, in order. `get` fetches one range.
pub(super) async fn fetch<F, Fut, E>(ranges: &[Range<u64>], get: F) -> Result<Vec<Bytes>, E>
where
    F: Fn(Range<u64>) -> Fut,
    Fut: Future<Output = Result<Bytes, E>>,
{
    let requests = plan(ranges);
    let fetched: Vec<Bytes> =
        futures::stream::iter(requests.clone()).map(&get).buffered(CONCURRENCY).try_collect().await?;
    Ok(ranges.iter().map(|range| assemble(range, &requests, &fetched)).collect())
}

/// Sorted, disjoint, none longer than [`LONGEST`].
fn plan(ranges: &[Range<u64>]) -> Vec<Range<u64>> {
    let mut sorted: Vec<&Range<u64>> = ranges.iter().filter(|range| range.start < range.end).collect();
    sorted.sort_unstable_by_key(|range| (range.start, range.end));
    let mut requests: Vec<Range<u64>> = Vec::new();
    for range in sorted {
        let mut start = range.start;
        if let Some(last) = requests.last_mut() {
            let near = start <= last.end.saturating_add(GAP);
            if near && range.end.saturating_sub(last.start) <= LONGEST {
                last.end = last.end.max(range.end);
                continue;
            }
            start = start.max(last.end);
        }
        while start < range.end {
            let end = range.end.min(start + LONGEST);
            requests.push(start..end);
            start = end;
        }
    }
    requests
}

/// A slice where one request holds the whole range, else a copy of the parts.
fn assemble(range: &Range<u64>, requests: &[Range<u64>], fetched: &[Bytes]) -> Bytes {
    let first = requests.partition_point(|request| request.end <= range.start);
    let parts = requests.iter().zip(fetched).skip(first).take_while(|(request, _)| request.start < range.end);
    let mut parts = parts.map(|(request, bytes)| {
        // Ends are relative to the request; a short answer gives a short part, which the decoder refuses.
        let at = |offset: u64| usize::try_from(offset - request.start).unwrap_or(usize::MAX).min(bytes.len());
        bytes.slice(at(range.start.max(request.start))..at(range.end.min(request.end)))
    });
    let part = parts.next().unwrap_or_default();
    let Some(next) = parts.next() else { return part };
    let mut whole = BytesMut::with_capacity(usize::try_from(range.end - range.start).unwrap_or(0));
    whole.extend_from_slice(&part);
    whole.extend_from_slice(&next);
    parts.for_each(|part| whole.extend_from_slice(&part));
    whole.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_ranges_share_a_request_and_long_ones_are_cut() {
        assert_eq!(plan(&[0..10, 20..30, 100_000..100_010]), [0..30, 100_000..100_010]);
        assert_eq!(plan(&[50..60, 0..10, 5..20, 7..7]), std::slice::from_ref(&(0..60)));
        let long = 0..LONGEST * 2 + 5;
        assert_eq!(plan(&[long]), [0..LONGEST, LONGEST..LONGEST * 2, LONGEST * 2..LONGEST * 2 + 5]);
        // A neighbour of a full request begins a new one.
        assert_eq!(plan(&[0..LONGEST, LONGEST..LONGEST + 5]), [0..LONGEST, LONGEST..LONGEST + 5]);
        assert_eq!(plan(&[0..LONGEST, 10..LONGEST + 5]), [0..LONGEST, LONGEST..LONGEST + 5]);
        assert!(plan(&[]).is_empty());
    }

    #[tokio::test]
    async fn every_range_gets_its_bytes() {
        let content: Bytes = (0..3 * LONGEST).map(|at| (at % 251) as u8).collect();
        let ranges =
            [5..5, 0..7, LONGEST - 3..LONGEST * 2 + 9, 3..LONGEST, 40_000..40_001, LONGEST..LONGEST + 1];
        let get = async |range: Range<u64>| {
            Ok::<_, ()>(
                content.slice(usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()),
            )
        };
        let fetched = fetch(&ranges, get).await.unwrap();
        for (range, bytes) in ranges.iter().zip(fetched) {
            let expected = content.slice(range.start as usize..range.end as usize);
            assert!(bytes == expected, "{range:?}");
        }
        assert!(fetch(std::slice::from_ref(&(0..1)), async |_| Err::<Bytes, _>("no")).await.is_err());
    }
}
