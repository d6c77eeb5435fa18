//! Spreads files over partitions of a scan, large ones by byte ranges.

use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::FileGroup;

use super::decompression::Compression;

/// No range is smaller, so that reading over its end into the next does not weigh.
const SMALLEST_RANGE: u64 = 1024 * 1024;

/// Groups of about equal size, `target` at most. `None` when the files are fewer bytes than `min_size`, or
/// lie well already. Compressed files are never split, and none when `splittable` is false.
pub(super) fn spread(
    groups: &[FileGroup],
    target: usize,
    min_size: usize,
    splittable: bool,
) -> Option<Vec<FileGroup>> {
    let files: Vec<&PartitionedFile> = groups.iter().flat_map(FileGroup::iter).collect();
    let total: u64 = files.iter().map(|file| file.effective_size()).sum();
    if target < 2 || total == 0 || total < min_size as u64 {
        return None;
    }
    let share = total.div_ceil(target as u64).max(SMALLEST_RANGE);
    let mut pieces: Vec<PartitionedFile> = Vec::new();
    for file in &files {
        let (start, end) = file.range();
        if !splittable || end.saturating_sub(start) <= share || !Compression::is_splittable(file.path()) {
            pieces.push((*file).clone());
            continue;
        }
        let count = (end - start).div_ceil(share);
        let size = (end - start).div_ceil(count);
        let mut at = start;
        while at < end {
            let next = end.min(at + size);
            let (from, to) = (i64::try_from(at).ok()?, i64::try_from(next).ok()?);
            pieces.push((*file).clone().with_range(from, to));
            at = next;
        }
    }
    if pieces.len() == files.len() && groups.len() >= target.min(files.len()) {
        return None;
    }
    // Largest first, each to the group with the least.
    pieces.sort_by_key(|piece| std::cmp::Reverse(piece.effective_size()));
    let mut spread: Vec<(u64, Vec<PartitionedFile>)> = vec![(0, Vec::new()); target.min(pieces.len())];
    for piece in pieces {
        let (size, group) = spread.iter_mut().min_by_key(|(size, _)| *size)?;
        *size += piece.effective_size();
        group.push(piece);
    }
    Some(spread.into_iter().map(|(_, group)| FileGroup::new(group)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MB: u64 = 1024 * 1024;

    fn ranges(groups: &[FileGroup]) -> Vec<(String, u64, u64)> {
        let mut ranges: Vec<_> = groups
            .iter()
            .flat_map(FileGroup::iter)
            .map(|file| (file.path().to_string(), file.range().0, file.range().1))
            .collect();
        ranges.sort();
        ranges
    }

    #[test]
    fn large_files_are_split_and_compressed_ones_are_not() {
        let files = [("a.csv", 10 * MB), ("b.csv.gz", 30 * MB), ("c.csv", 2 * MB)];
        let files: Vec<_> = files.into_iter().map(|(name, size)| PartitionedFile::new(name, size)).collect();
        let groups = spread(&[FileGroup::new(files)], 8, 0, true).unwrap();
        assert_eq!(groups.len(), 4);
        assert_eq!(
            ranges(&groups),
            [
                ("a.csv".to_string(), 0, 5 * MB),
                ("a.csv".to_string(), 5 * MB, 10 * MB),
                ("b.csv.gz".to_string(), 0, 30 * MB),
                ("c.csv".to_string(), 0, 2 * MB),
            ]
        );
    }

    #[test]
    fn small_scans_and_whole_files_stay() {
        let one = [FileGroup::new(vec![PartitionedFile::new("a.csv", 10 * MB)])];
        assert!(spread(&one, 4, 20 * MB as usize, true).is_none());
        assert!(spread(&one, 1, 0, true).is_none());
        assert!(spread(&one, 4, 0, false).is_none());
        assert_eq!(spread(&one, 4, 0, true).unwrap().len(), 4);
    }

    #[test]
    fn whole_files_are_spread_over_more_groups() {
        let files: Vec<_> = (0..6).map(|at| PartitionedFile::new(format!("{at}.gz"), 5 * MB)).collect();
        let groups = spread(&[FileGroup::new(files)], 3, 0, true).unwrap();
        assert_eq!(groups.iter().map(FileGroup::len).collect::<Vec<_>>(), [2, 2, 2]);
    }
}
