function severity(options) {
    let level = options.level;
    if (typeof level !== "string") {
        level =
            options.reportUnused
                ? "warn" : "off";
    }
    return level;
}

module.exports = severity;
