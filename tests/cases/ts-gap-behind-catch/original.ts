class A {
    async run(work) {
        const c = await this.connect();
        try {
            await c.query("BEGIN");
            const result = await work(c);
            return result;
        } catch (error) {
            await c.query("ROLLBACK");
            throw error;
        } finally {
            c.release();
        }
    }
}
