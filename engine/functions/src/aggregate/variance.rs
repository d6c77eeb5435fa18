//! Variances, standard deviations, skewness, kurtosis, geometric mean.

use super::statistics::{MOST_NUMBERS, Running};

/// Count, mean and sum of squared distances from it.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Variance {
    count: f64,
    mean: f64,
    m2: f64,
}

impl Running for Variance {
    const NUMBERS: usize = 3;

    fn add(&mut self, x: f64, _: f64) {
        self.count += 1.0;
        let delta = x - self.mean;
        self.mean += delta / self.count;
        self.m2 += delta * (x - self.mean);
    }

    fn merge(&mut self, other: &Self) {
        let count = self.count + other.count;
        let delta = other.mean - self.mean;
        self.m2 += other.m2 + delta * delta * other.count * self.count / count;
        self.mean = (self.count * self.mean + other.count * other.mean) / count;
        self.count = count;
    }

    fn numbers(&self) -> [f64; MOST_NUMBERS] {
        [self.count, self.mean, self.m2, 0.0, 0.0, 0.0]
    }

    fn from_numbers([count, mean, m2, ..]: [f64; MOST_NUMBERS]) -> Self {
        Self { count, mean, m2 }
    }
}

impl Variance {
    /// `var_pop`
    pub(super) fn population(&self) -> Option<f64> {
        (self.count > 0.0).then(|| self.m2 / self.count)
    }

    /// `var_samp`, `variance`
    pub(super) fn sample(&self) -> Option<f64> {
        (self.count > 1.0).then(|| self.m2 / (self.count - 1.0))
    }

    /// `stddev_pop`
    pub(super) fn population_deviation(&self) -> Option<f64> {
        self.population().map(f64::sqrt)
    }

    /// `stddev_samp`, `stddev`
    pub(super) fn sample_deviation(&self) -> Option<f64> {
        self.sample().map(f64::sqrt)
    }
}

/// Count, mean, and the second to fourth central moments times the count.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct CentralMoments {
    count: f64,
    mean: f64,
    m2: f64,
    m3: f64,
    m4: f64,
}

impl Running for CentralMoments {
    const NUMBERS: usize = 5;

    fn add(&mut self, x: f64, _: f64) {
        let before = self.count;
        let count = before + 1.0;
        let delta = x - self.mean;
        let step = delta / count;
        let square = step * step;
        let growth = delta * step * before;
        self.m4 = self.m4 + growth * square * (count * count - 3.0 * count + 3.0) + 6.0 * square * self.m2
            - 4.0 * step * self.m3;
        self.m3 = self.m3 + growth * step * (count - 2.0) - 3.0 * step * self.m2;
        self.m2 += growth;
        self.mean += step;
        self.count = count;
    }

    fn merge(&mut self, other: &Self) {
        let (na, nb) = (self.count, other.count);
        let n = na + nb;
        let delta = other.mean - self.mean;
        let (delta2, delta3, delta4) = (delta * delta, delta.powi(3), delta.powi(4));
        let mean = (na * self.mean + nb * other.mean) / n;
        let m2 = self.m2 + other.m2 + delta2 * na * nb / n;
        let m3 = self.m3
            + other.m3
            + delta3 * na * nb * (na - nb) / (n * n)
            + 3.0 * delta * (na * other.m2 - nb * self.m2) / n;
        let m4 = self.m4
            + other.m4
            + delta4 * na * nb * (na * na - na * nb + nb * nb) / (n * n * n)
            + 6.0 * delta2 * (na * na * other.m2 + nb * nb * self.m2) / (n * n)
            + 4.0 * delta * (na * other.m3 - nb * self.m3) / n;
        *self = Self { count: n, mean, m2, m3, m4 };
    }

    fn numbers(&self) -> [f64; MOST_NUMBERS] {
        [self.count, self.mean, self.m2, self.m3, self.m4, 0.0]
    }

    fn from_numbers([count, mean, m2, m3, m4, _]: [f64; MOST_NUMBERS]) -> Self {
        Self { count, mean, m2, m3, m4 }
    }
}

impl CentralMoments {
    /// `skewness`
    pub(super) fn skewness(&self) -> Option<f64> {
        (self.count >= 3.0).then(|| self.count.sqrt() * self.m3 / self.m2.powf(1.5))
    }

    /// `kurtosis`: the excess, unbiased.
    pub(super) fn kurtosis(&self) -> Option<f64> {
        let n = self.count;
        (n >= 4.0).then(|| {
            let outer = (n - 2.0) * (n - 3.0);
            ((n - 1.0) * n * (n + 1.0)) / outer * self.m4 / (self.m2 * self.m2)
                - 3.0 * ((n - 1.0) * (n - 1.0)) / outer
        })
    }
}

/// Count and sum of logarithms.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Logarithms {
    count: f64,
    sum: f64,
}

impl Running for Logarithms {
    const NUMBERS: usize = 2;

    fn add(&mut self, x: f64, _: f64) {
        self.count += 1.0;
        self.sum += x.ln();
    }

    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
    }

    fn numbers(&self) -> [f64; MOST_NUMBERS] {
        [self.count, self.sum, 0.0, 0.0, 0.0, 0.0]
    }

    fn from_numbers([count, sum, ..]: [f64; MOST_NUMBERS]) -> Self {
        Self { count, sum }
    }
}

impl Logarithms {
    /// `geometric_mean`
    pub(super) fn geometric_mean(&self) -> Option<f64> {
        (self.count > 0.0).then(|| (self.sum / self.count).exp())
    }
}
