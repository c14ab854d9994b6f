//! What was measured: samples by client and figure, one per round.

use std::collections::BTreeMap;

use crate::clients::Client;

#[derive(Default)]
pub struct Figures(BTreeMap<(Client, String), Vec<f64>>);

/// The median of the rounds, and the lowest and highest of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub median: f64,
    pub low: f64,
    pub high: f64,
}

impl Figures {
    pub fn add(&mut self, client: Client, name: &str, value: f64) {
        self.0.entry((client, name.to_owned())).or_default().push(value);
    }

    /// What was added last.
    pub fn latest(&self, client: Client, name: &str) -> f64 {
        *self
            .samples(client, name)
            .and_then(<[f64]>::last)
            .expect("a figure that was measured before")
    }

    pub fn of(&self, client: Client, name: &str) -> Option<Spread> {
        Spread::of(self.samples(client, name)?.to_vec())
    }

    /// Round by round, so that what slowed down a whole round cancels out.
    pub fn ratio(&self, client: Client, peer: Client, name: &str) -> Option<Spread> {
        let (ours, theirs) = (self.samples(client, name)?, self.samples(peer, name)?);
        assert_eq!(ours.len(), theirs.len(), "{name} was not measured in the same rounds");
        Spread::of(ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect())
    }

    fn samples(&self, client: Client, name: &str) -> Option<&[f64]> {
        self.0.get(&(client, name.to_owned())).map(Vec::as_slice)
    }
}

impl Spread {
    fn of(mut samples: Vec<f64>) -> Option<Spread> {
        samples.sort_by(f64::total_cmp);
        Some(Spread {
            median: *samples.get(samples.len() / 2)?,
            low: *samples.first()?,
            high: *samples.last()?,
        })
    }
}
