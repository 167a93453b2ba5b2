#[test]
fn overflows() {
    let pool = pool();
    pool.run(async {
        let (tx, rx) = channel();

        // Block the second worker until all jobs
        // are queued.
        spawn(async move {
            tx.send(()).unwrap();
        });

        // Bump the next job
        spawn(async {});

        rx.recv().unwrap();
        for _ in 0..300 {
            spawn(async {});
        }
        finish(1);
    });
}

fn finish(code: u32) {}
