ffi_fn! {
    /// Data from `buf` is written to the transport, up to its length. If there is none, the callback
    /// should register a waker with what is used to signal that. The return value should be
    /// `IO_PENDING`.
    ///
    /// If there is an error, then `IO_ERROR` should be the return value.
    fn io_new() -> u8 {
        0
    }
}
