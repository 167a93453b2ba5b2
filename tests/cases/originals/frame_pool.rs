//! A pool of fixed-size frames for the capture thread.
use std::ops::{Deref, DerefMut};
use std::ptr;
use std::sync::{Arc, Mutex};

const FRAME: usize = 4096;

pub struct Pool {
	shared: Arc<Shared>,
	name: &'static str,
}

struct Shared {
	free: Mutex<Vec<Box<[u8; FRAME]>>>,
	limit: usize,
}

pub struct Frame {
	data: Option<Box<[u8; FRAME]>>,
	len: usize,
	shared: Arc<Shared>,
}

pub trait Sink {
	fn accept(&mut self, frame: Frame) -> bool;

	fn close(&mut self) {}
}

pub struct Counter {
	pub frames: u64,
	pub bytes: u64,
}

pub struct Recorder<W> {
	out: W,
	failed: bool,
}

impl Pool {
	pub fn new(name: &'static str, limit: usize) -> Self {
		let shared = Shared {
			free: Mutex::new(Vec::with_capacity(limit)),
			limit,
		};
		Pool { shared: Arc::new(shared), name }
	}

	pub fn take(&self) -> Frame {
		let data = self.shared.free.lock().unwrap().pop();
		Frame {
			data: Some(data.unwrap_or_else(|| Box::new([0; FRAME]))),
			len: 0,
			shared: Arc::clone(&self.shared),
		}
	}

	pub fn idle(&self) -> usize {
		self.shared.free.lock().unwrap().len()
	}
}

impl Frame {
	pub fn new(shared: &Arc<Shared>) -> Self {
		Frame { data: None, len: 0, shared: Arc::clone(shared) }
	}

	pub fn fill(&mut self, source: &[u8]) -> usize {
		let n = source.len().min(FRAME);
		let data = self.data.as_mut().expect("frame has data");
		let target = data.as_mut_ptr();
		unsafe {
			ptr::copy_nonoverlapping(source.as_ptr(), target, n);
		}
		self.len = n;
		n
	}
}

impl Deref for Frame {
	type Target = [u8];

	fn deref(&self) -> &[u8] {
		&self.data.as_ref().expect("frame has data")[..self.len]
	}
}

impl DerefMut for Frame {
	fn deref_mut(&mut self) -> &mut [u8] {
		let len = self.len;
		&mut self.data.as_mut().expect("frame has data")[..len]
	}
}

impl Drop for Frame {
	fn drop(&mut self) {
		let Some(data) = self.data.take() else { return };
		let mut free = self.shared.free.lock().unwrap();
		if free.len() < self.shared.limit {
			free.push(data);
		}
	}
}

impl Sink for Counter {
	fn accept(&mut self, frame: Frame) -> bool {
		self.frames += 1;
		self.bytes += frame.len() as u64;
		true
	}
}

impl<W: std::io::Write> Sink for Recorder<W> {
	fn accept(&mut self, frame: Frame) -> bool {
		if self.failed {
			return false;
		}
		self.failed = self.out.write_all(&frame).is_err();
		!self.failed
	}

	fn close(&mut self) {
		let _ = self.out.flush();
	}
}

pub fn pump(pool: &Pool, chunks: &[&[u8]], sink: &mut dyn Sink) -> usize {
	let mut sent = 0;
	for chunk in chunks {
		let mut frame = pool.take();
		frame.fill(chunk);
		if !sink.accept(frame) {
			eprintln!("{}: sink closed", pool.name);
			break;
		}
		sent += 1;
	}
	sink.close();
	sent
}
