//! Covariance, correlation and linear regression of two arguments. The first one is the dependent value.

use super::statistics::{MOST_NUMBERS, Running};

/// Count, means, sum of products of distances from them, and sums of their squares.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Covariance {
    count: f64,
    mean_x: f64,
    mean_y: f64,
    c2: f64,
    m2_x: f64,
    m2_y: f64,
}

impl Running for Covariance {
    const NUMBERS: usize = 6;

    /// The first argument is y.
    fn add(&mut self, y: f64, x: f64) {
        self.count += 1.0;
        let (delta_x, delta_y) = (x - self.mean_x, y - self.mean_y);
        self.mean_x += delta_x / self.count;
        self.mean_y += delta_y / self.count;
        self.c2 += delta_x * (y - self.mean_y);
        self.m2_x += delta_x * (x - self.mean_x);
        self.m2_y += delta_y * (y - self.mean_y);
    }

    fn merge(&mut self, other: &Self) {
        let (na, nb) = (self.count, other.count);
        let n = na + nb;
        let (delta_x, delta_y) = (other.mean_x - self.mean_x, other.mean_y - self.mean_y);
        self.c2 += other.c2 + delta_x * delta_y * na * nb / n;
        self.m2_x += other.m2_x + na * nb * delta_x * delta_x / n;
        self.m2_y += other.m2_y + na * nb * delta_y * delta_y / n;
        self.mean_x += delta_x * nb / n;
        self.mean_y += delta_y * nb / n;
        self.count = n;
    }

    fn numbers(&self) -> [f64; MOST_NUMBERS] {
        [self.count, self.mean_x, self.mean_y, self.c2, self.m2_x, self.m2_y]
    }

    fn from_numbers([count, mean_x, mean_y, c2, m2_x, m2_y]: [f64; MOST_NUMBERS]) -> Self {
        Self { count, mean_x, mean_y, c2, m2_x, m2_y }
    }
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

impl Covariance {
    /// `covar_pop`
    pub(super) fn population(&self) -> Option<f64> {
        (self.count > 0.0).then(|| self.c2 / self.count)
    }

    /// `covar_samp`
    pub(super) fn sample(&self) -> Option<f64> {
        (self.count > 1.0).then(|| self.c2 / (self.count - 1.0))
    }

    /// `corr`
    pub(super) fn correlation(&self) -> Option<f64> {
        finite(self.c2 / (self.m2_x * self.m2_y).sqrt())
    }

    /// `regr_slope`
    pub(super) fn slope(&self) -> Option<f64> {
        finite(self.c2 / self.m2_x)
    }

    /// `regr_intercept`
    pub(super) fn intercept(&self) -> Option<f64> {
        finite(self.mean_y - self.c2 / self.m2_x * self.mean_x)
    }
}
