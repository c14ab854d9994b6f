//! The documents that were uploaded: how many, and the latest of them.

use std::collections::VecDeque;

/// How many a listing can tell of.
const KEPT: usize = 100;

/// The first entry is the root folder.
const FIRST_ID: u64 = 2;

#[derive(Clone)]
pub struct Document {
    pub repository: String,
    pub folder: u32,
    pub name: String,
    pub bytes: usize,
}

#[derive(Default)]
pub struct Documents {
    count: u64,
    bytes: u64,
    latest: VecDeque<(u64, Document)>,
}

impl Documents {
    /// Tells the new document's id.
    pub fn add(&mut self, document: Document) -> u64 {
        let id = FIRST_ID + self.count;
        self.count += 1;
        self.bytes += document.bytes as u64;
        if self.latest.len() == KEPT {
            self.latest.pop_front();
        }
        self.latest.push_back((id, document));
        id
    }

    pub fn in_folder(&self, repository: &str, folder: u32) -> impl Iterator<Item = &(u64, Document)> {
        let here = move |document: &Document| document.repository == repository && document.folder == folder;
        self.latest.iter().filter(move |(_, document)| here(document))
    }

    pub fn count(&self) -> u64 {
        self.count
    }

    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}
