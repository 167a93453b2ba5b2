Clock.prototype = {
    start: function (at) {
        this.at = at;
    },
    stop: function () {
        return this.at;
    },
    tick: async function (step) {
        this.at += step;
    }
};
