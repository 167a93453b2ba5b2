export class Pool {
    sweep(): number {
        let count = 0;
        for (const slot of this.slots) {
            if (slot.stale()) {
                slot.close();
                count += 1;
            }
        }
        return count;
    }

    size(): number {
        return this.slots.length;
    }
}
