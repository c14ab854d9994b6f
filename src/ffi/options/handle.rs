//! The settings of a client while they are put together.

use std::sync::Arc;

use lftoken_convention::convention;

use crate::base::log::Level;
use crate::ffi::arguments::Out;
use crate::ffi::draft::{self, Draft};
use crate::ffi::gate::Callback;
use crate::ffi::log::LogFunction;
use crate::ffi::registry::Kind;
use crate::ffi::types::{lf_options, lf_status};
use crate::ffi::{boundary, registry};
use crate::session::{Error, Settings};

/// What an lf_options handle stands for.
#[derive(Clone, Default)]
pub struct Options {
    pub settings: Settings,
    pub log: Option<LogTarget>,
}

/// Where the host wants the log. Each client has its own gate for it.
#[derive(Clone)]
pub struct LogTarget {
    pub level: Level,
    pub callback: Callback<LogFunction>,
}

impl Kind for Draft<Options> {
    type Handle = lf_options;
}

/// The settings behind `options` as they are now.
pub fn snapshot(options: *const lf_options) -> Result<Options, Error> {
    draft::snapshot(options, |options: &Options| options.settings.text_bytes())
}

pub fn change(options: *mut lf_options, change: impl FnOnce(&mut Settings) -> Result<(), Error>) -> Result<(), Error> {
    draft::change(options, |options: &mut Options| change(&mut options.settings))
}

/// Makes settings with their defaults. Only the base address has to be set, and the API unless it is v1-alpha.
///
/// Setters check what they can tell at once; the rest is checked by lf_client_new(), whose error names the
/// setting. A client keeps the settings as they were when it was made.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_new(out_options: *mut *mut lf_options) -> lf_status {
    boundary::status(|| {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_options, std::ptr::null_mut(), "out_options") }?;
        out.set(registry::insert(Arc::new(Draft::<Options>::default()))?);
        Ok(())
    })
}

/// Frees settings. Clients that were made from them are not affected.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_free(options: *mut lf_options) {
    boundary::quiet(|| drop(registry::remove::<Draft<Options>>(options)));
}
