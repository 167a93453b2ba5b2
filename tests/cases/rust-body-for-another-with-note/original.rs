impl Gauge {
    pub fn new(value: u32) -> Gauge {
        let inner = UnsafeCell::new(value);
        Gauge { inner }
    }

    pub unsafe fn peek(&self) -> u32 {
        core::ptr::read(self.inner.get() as *const u32)
    }
}
