pub struct Shelf<K, V>
    where K: Ord,
{
    rows: Vec<(K, V)>,
}

impl<K, V> Shelf<K, V>
    where K: Ord,
          V: Clone
{
    pub fn get(&self, key: &K) -> Option<V> {
        self.rows.iter().find(|row| row.0 == *key).map(|row| row.1.clone())
    }
}

pub fn shelve<I, K, V>(rows: I) -> Shelf<K, V>
    where I: IntoIterator<Item=(K, V)>,
          K: Ord,
{
    Shelf { rows: rows.into_iter().collect() }
}

pub fn empty<K, V>() -> Shelf<K, V>
    where K: Ord,
{
    Shelf { rows: Vec::new() }
}
