interface Buoy extends Floating {
    /**
     * Read what is painted on it.
     * @returns A promise of the marks
     */
    marks(): Promise<Marks>;

    /**
     * Count what passed it by.
     * @returns A buoy to call more of
     */
    passed(callback: (error: Error, count: number) => void): Buoy;
}
