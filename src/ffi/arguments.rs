//! Arguments: checks of what the host passes, and places for what it gets back.

use std::ffi::{CStr, c_char, c_void};
use std::time::Duration;

use crate::base::memory;
use crate::base::secret::Secret;
use crate::base::source::Source;
use crate::session::{Error, Status};

use super::registry::{self, Kind};

/// The longest text that is taken in, without its NUL.
const MAX_TEXT_BYTES: usize = 1024 * 1024;

/// Text of the host; NULL is `None`.
///
/// # Safety
/// `pointer` is NULL or points to a NUL-terminated text that stays as it is during the call.
pub unsafe fn optional_text<'a>(pointer: *const c_char, name: &str) -> Result<Option<&'a str>, Error> {
    // SAFETY: as the caller promises.
    let Some(bytes) = (unsafe { optional_bytes(pointer, name) })? else {
        return Ok(None);
    };
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(error) => Err(Error::invalid(format!(
            "{name} is not valid UTF-8 at byte {}",
            error.valid_up_to()
        ))),
    }
}

unsafe fn optional_bytes<'a>(pointer: *const c_char, name: &str) -> Result<Option<&'a [u8]>, Error> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: as the caller promises.
    let bytes = unsafe { CStr::from_ptr(pointer) }.to_bytes();
    if bytes.len() > MAX_TEXT_BYTES {
        return Err(Error::invalid(format!("{name} is longer than {MAX_TEXT_BYTES} bytes")));
    }
    if !memory::is_left_for(bytes.len()) {
        return Err(Error::exhausted(format!("no memory is left for {name}")));
    }
    Ok(Some(bytes))
}

/// Certificates or a key as people paste them, around which there can be bytes of any encoding; NULL is `None`. No text begins
/// with the byte FF but in UTF-16: bindings pass it alone for a text with a NUL inside.
///
/// # Safety
/// As for [`optional_text`].
pub unsafe fn optional_source(pointer: *const c_char, name: &str) -> Result<Option<Source>, Error> {
    // SAFETY: as the caller promises.
    match unsafe { optional_bytes(pointer, name) }? {
        Some([0xff, ..]) => Err(Error::invalid(format!("{name} is no text of single bytes"))),
        bytes => Ok(bytes.map(|bytes| Source::Text(bytes.to_vec().into()))),
    }
}

/// The same, where it must be there.
///
/// # Safety
/// As for [`optional_text`].
pub unsafe fn pem(pointer: *const c_char, name: &str) -> Result<Source, Error> {
    // SAFETY: as the caller promises.
    unsafe { optional_source(pointer, name) }?.ok_or_else(|| is_null(name))
}

/// Bytes of a file, as they are; NULL is `None`.
///
/// # Safety
/// `pointer` is NULL or points to `size` bytes that stay as they are during the call.
pub unsafe fn optional_binary(pointer: *const c_void, size: usize, name: &str) -> Result<Option<Source>, Error> {
    if pointer.is_null() {
        return Ok(None);
    }
    if size > MAX_TEXT_BYTES {
        return Err(Error::invalid(format!("{name} is longer than {MAX_TEXT_BYTES} bytes")));
    }
    if !memory::is_left_for(size) {
        return Err(Error::exhausted(format!("no memory is left for {name}")));
    }
    // SAFETY: as the caller promises.
    let bytes = unsafe { std::slice::from_raw_parts(pointer.cast::<u8>(), size) };
    Ok(Some(Source::Text(bytes.to_vec().into())))
}

/// Text that must be there.
///
/// # Safety
/// As for [`optional_text`].
pub unsafe fn text<'a>(pointer: *const c_char, name: &str) -> Result<&'a str, Error> {
    // SAFETY: as the caller promises.
    unsafe { optional_text(pointer, name) }?.ok_or_else(|| is_null(name))
}

/// Text of one line, for headers and log lines; NULL is `None`.
///
/// # Safety
/// As for [`optional_text`].
pub unsafe fn optional_line(pointer: *const c_char, name: &str) -> Result<Option<String>, Error> {
    // SAFETY: as the caller promises.
    match unsafe { optional_text(pointer, name) }? {
        Some(text) if text.chars().any(char::is_control) => {
            Err(Error::invalid(format!("{name} has control characters")))
        }
        text => Ok(text.map(str::to_owned)),
    }
}

/// A secret; NULL is `None`.
///
/// # Safety
/// As for [`optional_text`].
pub unsafe fn optional_secret(pointer: *const c_char, name: &str) -> Result<Option<Secret>, Error> {
    // SAFETY: as the caller promises.
    Ok(unsafe { optional_text(pointer, name) }?.map(Secret::new))
}

pub fn flag(value: i32, name: &str) -> Result<bool, Error> {
    match value {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Error::invalid(format!("{name} is {value}, but must be 0 or 1"))),
    }
}

/// A share of a hundred, at least `least`.
pub fn percent(value: u32, least: u32, name: &str) -> Result<u32, Error> {
    if !(least..=100).contains(&value) {
        return Err(Error::invalid(format!("{name} is {value}, but must be {least} to 100")));
    }
    Ok(value)
}

/// A time limit, which has to be finite and longer than nothing.
pub fn limit_ms(value: u32, name: &str) -> Result<Duration, Error> {
    if value == 0 {
        return Err(Error::invalid(format!(
            "{name} is 0, but every call must have time to work and an end"
        )));
    }
    Ok(Duration::from_millis(value.into()))
}

/// A time as a host gets it; -1 stands for none.
pub fn milliseconds(time: Option<Duration>) -> i64 {
    time.map_or(-1, |time| i64::try_from(time.as_millis()).unwrap_or(i64::MAX))
}

/// A place for a result, cleared at once.
pub struct Out<'a, T>(&'a mut T);

impl<'a, T> Out<'a, T> {
    /// # Safety
    /// `place` is NULL or can be written.
    pub unsafe fn new(place: *mut T, cleared: T, name: &str) -> Result<Out<'a, T>, Error> {
        // SAFETY: as the caller promises.
        let place = unsafe { place.as_mut() }.ok_or_else(|| is_null(name))?;
        *place = cleared;
        Ok(Out(place))
    }

    pub fn set(self, value: T) {
        *self.0 = value;
    }
}

/// The host's buffer for a text.
pub struct TextOut<'a> {
    buffer: *mut u8,
    capacity: usize,
    needed: Option<&'a mut usize>,
}

impl TextOut<'_> {
    /// Clears both outputs.
    ///
    /// # Safety
    /// `buffer` is NULL or `capacity` bytes there can be written until the text is set; `needed` is NULL or
    /// can be written.
    // As for `registry::with`.
    #[inline(always)]
    pub unsafe fn new(buffer: *mut c_char, capacity: usize, needed: *mut usize) -> Result<Self, Error> {
        // SAFETY: as the caller promises.
        let mut needed = unsafe { needed.as_mut() };
        if let Some(needed) = &mut needed {
            **needed = 0;
        }
        let buffer: *mut u8 = buffer.cast();
        if capacity > 0 {
            if buffer.is_null() {
                return Err(Error::invalid("buf is NULL, but cap is not 0"));
            }
            // SAFETY: not NULL, and `capacity` bytes long as the caller promises.
            unsafe { buffer.write(0) };
        }
        Ok(TextOut {
            buffer,
            capacity,
            needed,
        })
    }

    /// Writes `text` and its NUL, or only the size that they need.
    pub fn set(&mut self, text: &str) -> Result<(), TooSmall> {
        let size = text.len() + 1;
        if let Some(needed) = &mut self.needed {
            **needed = size;
        }
        if self.capacity < size {
            return Err(TooSmall {
                capacity: self.capacity,
                size,
            });
        }
        // SAFETY: `size` is at most the capacity, which `new` was promised; the text is ours, so they do not
        // overlap.
        unsafe {
            self.buffer.copy_from_nonoverlapping(text.as_ptr(), text.len());
            self.buffer.add(text.len()).write(0);
        }
        Ok(())
    }
}

/// A text of `size` bytes, its NUL included, does not fit.
#[derive(Debug)]
pub struct TooSmall {
    capacity: usize,
    size: usize,
}

impl From<TooSmall> for Error {
    fn from(TooSmall { capacity, size }: TooSmall) -> Error {
        Error::local(
            Status::BufferTooSmall,
            format!("the buffer has {capacity} bytes, but {size} are needed"),
        )
    }
}

/// Has `write` write a text of what `handle` stands for.
///
/// # Safety
/// As for [`TextOut::new`].
pub unsafe fn put<T: Kind>(
    handle: *const T::Handle,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
    write: impl FnOnce(&T, &mut TextOut<'_>) -> Result<(), TooSmall>,
) -> Result<(), Error> {
    // SAFETY: as the caller promises.
    let mut out = unsafe { TextOut::new(buf, cap, needed) }?;
    registry::with(handle, |object| write(object, &mut out))??;
    Ok(())
}

pub fn is_null(name: &str) -> Error {
    Error::invalid(format!("{name} is NULL"))
}
