//! Random numbers by name: a counter-based generator (`ChaCha`, Bernstein 2008) whose stream belongs to one task.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use sha2::{Digest, Sha256};

/// The stream of one task.
pub(crate) struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream of the task with this name under this seed. Other tasks, and the order in which they run, do not touch it.
    pub(crate) fn new(seed: u64, task: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in task {
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
        let name: [u8; 32] = hash.finalize().into();
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(u64::from_le_bytes([name[0], name[1], name[2], name[3], name[4], name[5], name[6], name[7]]));
        Self(generator)
    }

    /// A number below `bound`, all alike (Lemire 2019: multiply and take the high half; the bias is below 2^-40 for any bound used here).
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.0.next_u64()) * bound as u128;
        #[expect(clippy::cast_possible_truncation, reason = "the high half is below `bound`")]
        let number = (wide >> 64) as usize;
        number
    }

    /// Puts a slice in random order (Fisher and Yates; Durstenfeld 1964).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_depends_on_seed_and_task_alone() {
        let draw = |seed, task: &[&str]| {
            let mut stream = Stream::new(seed, task);
            (0..4).map(|_| stream.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1, &["a", "b"]), draw(1, &["a", "b"]));
        assert_ne!(draw(1, &["a", "b"]), draw(2, &["a", "b"]));
        assert_ne!(draw(1, &["a", "b"]), draw(1, &["ab", ""]));
    }
}
